// Shows /openapi.json with a console to try it. Nothing is loaded from elsewhere, and no key outlives the page.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { document.documentElement.classList.toggle("dark-mode", dark.matches); };
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  // The address of this page, also where Eye is reached by another name than its public one.
  requestInterceptor: (request) => {
    const url = new URL(request.url, location.href);
    if (/^\/(v1|oauth)\//.test(url.pathname)) request.url = location.origin + url.pathname + url.search;
    return request;
  },
});

// Passkeys: asks the server what to ask the device for, and sends what the device answers with the form.

const SENTENCES = {
  NotAllowedError: "This was cancelled, or took too long. Try again when you are ready.",
  InvalidStateError: "This device has a passkey of yours already.",
  NotSupportedError: "This device cannot hold passkeys. Use another one.",
  SecurityError: "Passkeys do not work at this address.",
};
const OTHERWISE = "This did not work. Try again in a moment.";
const OFTEN = "There were too many tries from here. Wait a few minutes, then try again.";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (ids) => ids?.map((each) => ({ ...each, id: bytes(each.id) }));

// Not the browser's own parse…FromJSON and toJSON: some browsers and password managers lack them still.
const ASK = {
  async create(options) {
    const user = { ...options.user, id: bytes(options.user.id) };
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user,
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    return written(made, { attestationObject: text(made.response.attestationObject) });
  },
  async get(options) {
    const found = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    const { authenticatorData, signature, userHandle } = found.response;
    return written(found, {
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    });
  },
};

function written(credential, response) {
  const clientDataJSON = text(credential.response.clientDataJSON);
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: { clientDataJSON, ...response } };
}

async function options(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.redirected) location.reload(); // signed out meanwhile
  if (answer.status === 429) throw new Error(OFTEN);
  if (!answer.ok) throw new Error(OTHERWISE);
  return answer.json();
}

function say(form, sentence) {
  const place = form.querySelector("[data-passkey-wrong]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function send(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  say(form, "");
  try {
    form.elements.credential.value = JSON.stringify(await ASK[form.dataset.passkey](await options(form)));
    form.submit();
  } catch (problem) {
    const ours = problem.message === OFTEN ? OFTEN : OTHERWISE;
    say(form, SENTENCES[problem.name] ?? ours);
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const here = location.origin === form.dataset.origin;
  const able = Boolean(window.PublicKeyCredential);
  form.hidden = !(here && able);
  for (const hint of document.querySelectorAll("[data-passkey-elsewhere]")) hint.hidden = here;
  for (const hint of document.querySelectorAll("[data-passkey-missing]")) hint.hidden = !here || able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

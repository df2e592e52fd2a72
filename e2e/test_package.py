"""The npm package, packed and installed as its users do: bundled into a page, type-checked, imported on a server."""

import subprocess
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page

from e2e.exam import config, open_exam, seen
from e2e.servers import EyeServer, HostPages, School, until

WIDGET = Path(__file__).parent.parent / "widget"
TOOLS = WIDGET / "node_modules" / ".bin"

APP = """
import { load, type EyeError, type FlagData } from "eye-widget";

const page = Object.assign(window, { seen: [] as { name: string; payload: unknown }[] });
try {
  const widget = await load({ host: "HOST/" });
  for (const name of ["STARTED", "FULLSCREEN_CHANGE"] as const)
    widget.on(name, (payload) => page.seen.push({ name, payload }));
  widget.on("TAB_NOT_FOCUS", (flag: FlagData) => console.log(flag.description));
  widget.on("FACE_ABSENCE", ({ mediaFile }) => console.log(mediaFile.size));
  widget.on("COVERAGE", ({ detectors }) => console.log(detectors.map(({ share }) => share * 100)));
  Object.assign(page, { widget });
  await widget.init(CONFIG);
  document.title = "on";
} catch (cause) {
  const { code, docsUrl, name } = cause as EyeError;
  Object.assign(page, { refused: { code, docsUrl, name } });
  document.title = "refused";
}
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody who installed the packed package."""
    folder = tmp_path_factory.mktemp("project")
    packed = run("npm", "pack", "--silent", "--pack-destination", folder, cwd=WIDGET / "dist" / "npm")
    (folder / "package.json").write_text('{"name": "platform", "private": true, "type": "module"}')
    made = run("npm", "install", "--offline", "--no-audit", "--no-fund", packed.stdout.strip(), cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


def bundle(project: Path, source: str) -> str:
    (project / "app.ts").write_text(source)
    made = run(TOOLS / "esbuild", "app.ts", "--bundle", "--format=esm", "--target=es2022", cwd=project)
    assert made.returncode == 0, made.stderr
    return made.stdout


def app(host: str, config: object) -> str:
    return APP.replace("HOST", host).replace("CONFIG", msgspec.json.encode(config).decode())


def page_of(hosts: HostPages, script: str) -> str:
    path = hosts.add(script, path=f"/{abs(hash(script))}.js")
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Exam</title>
<script type="module" src="{path}"></script>
<button id="full" onclick="document.documentElement.requestFullscreen()">Fullscreen</button>"""


def test_a_bundled_page_runs_the_widget_of_its_host(
    page: Page, project: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    school.post("/v1/assessments", {"id": "bundled", "title": "Bundled", "policy": {"camera": False}})
    html = page_of(hosts, bundle(project, app(eye.url, config(school, assessmentId="bundled"))))
    assert open_exam(page, hosts, html) == "on"
    page.click("#full")
    until(lambda: seen(page, "FULLSCREEN_CHANGE"))
    assert seen(page, "STARTED")[0]["sessionId"] == school.session()["id"]
    until(lambda: any(event["data"].get("fullscreen") for event in school.events()))
    served = eye.call("GET", "/eye-widget-init.js").decode()
    assert f"widget/{page.evaluate('widget.version')}/core.js" in served
    assert page.evaluate("LoadEyeWidget().then((other) => other === widget)") is True
    page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")


def test_a_host_that_is_not_eye_is_named(
    page: Page, project: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    nobody = "http://nobody.localhost:1"
    html = page_of(hosts, bundle(project, app(nobody, config(school))))
    assert open_exam(page, hosts, html) == "refused"
    docs = f"{nobody}/docs/errors/core_not_loaded"
    assert page.evaluate("refused") == {"code": "core_not_loaded", "docsUrl": docs, "name": "EyeError"}


@pytest.mark.parametrize("resolution", ["bundler", "nodenext"])
def test_its_types_hold_in_a_strict_project(project: Path, resolution: str) -> None:
    (project / "app.ts").write_text(
        app("https://eye.example.edu", {"apiKey": "k", "assessmentId": "a", "candidateId": "c"})
    )
    kind = "nodenext" if resolution == "nodenext" else "esnext"
    options = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--target", "es2022", "--lib", "es2022,dom"]
    options += ["--module", kind, "--moduleResolution", resolution]
    checked = run(TOOLS / "tsc", *options, "app.ts", cwd=project)
    assert checked.returncode == 0, checked.stdout
    (project / "app.ts").write_text(
        'import { load } from "eye-widget"; (await load({ host: "" })).on("NOTHING", () => {});'
    )
    wrong = run(TOOLS / "tsc", *options, "app.ts", cwd=project)
    assert "NOTHING" in wrong.stdout


def test_importing_it_on_a_server_does_nothing_and_loading_says_so(project: Path) -> None:
    script = """
      const before = Object.keys(globalThis).length;
      const { load } = await import("eye-widget");
      const added = Object.keys(globalThis).length - before;
      const code = await load({ host: "https://eye.example.edu" }).catch((error) => error.code);
      console.log(added, code);"""
    ran = run("node", "--input-type=module", "-e", script, cwd=project)
    assert ran.stdout.strip() == "0 not_a_browser", ran.stderr


def test_a_bundle_that_does_not_use_it_has_nothing_of_it(project: Path) -> None:
    assert "eye-widget-init" not in bundle(project, 'import { load } from "eye-widget"; console.log("none");')

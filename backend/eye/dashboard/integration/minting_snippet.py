"""What a platform's server runs to mint a candidate token, ready to paste; each reads the key from the environment."""

from dataclasses import dataclass

from eye.dashboard.integration.snippet import CANDIDATE


@dataclass(frozen=True, slots=True)
class Minting:
    """`curl`, `python` and `node` print a token; `page` is what the exam page does with it."""

    curl: str
    python: str
    node: str
    page: str


def minting(host: str, assessment_id: str) -> Minting:
    """`host` is the public address of this Eye, such as https://eye.example.com; ids need no quoting."""
    address = f"{host}/v1/candidate-tokens"
    return Minting(_curl(address, assessment_id), _python(address, assessment_id), _node(address, assessment_id), PAGE)


def _curl(address: str, assessment_id: str) -> str:
    return f"""curl {address} \\
  -H "Authorization: Bearer $EYE_SECRET_KEY" \\
  -d '{{"assessmentId": "{assessment_id}", "candidateId": "{CANDIDATE}"}}'"""


def _python(address: str, assessment_id: str) -> str:
    return f'''import json
from os import environ
from urllib.request import Request, urlopen


def mint(assessment_id, candidate_id):
    request = Request(
        "{address}",
        data=json.dumps({{"assessmentId": assessment_id, "candidateId": candidate_id}}).encode(),
        headers={{"Authorization": f"Bearer {{environ['EYE_SECRET_KEY']}}"}},
    )
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


print(mint("{assessment_id}", "{CANDIDATE}"))'''


def _node(address: str, assessment_id: str) -> str:
    return f"""async function mint(assessmentId, candidateId) {{
  const answer = await fetch("{address}", {{
    method: "POST",
    headers: {{ Authorization: `Bearer ${{process.env.EYE_SECRET_KEY}}` }},
    body: JSON.stringify({{ assessmentId, candidateId }}),
  }});
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).token;
}}

mint("{assessment_id}", "{CANDIDATE}").then(console.log);"""


PAGE = """await widget.init({
  // … apiKey, assessmentId and candidateId as before
  candidateToken, // the one that your server minted for this page
});"""

import assert from "node:assert/strict";
import { test } from "node:test";

import { configOfTag, domainHint } from "./tag-data.ts";

const TAG = { apiKey: "eye_pk_live_x", assessmentId: "algebra-1", candidateId: "ada" };

test("every field of the configuration can be written on the tag", () => {
  const texts = {
    ...TAG,
    assessmentTitle: "Algebra",
    candidateEmail: "ada@example.com",
    candidateFirstName: "Ada",
    candidateLastName: "Lovelace",
    candidateImageUrl: "https://example.com/ada.jpg",
    institutionName: "Sample University",
    candidateToken: "token",
  };
  const config = configOfTag({ ...texts, examDuration: "5400", aiProctoring: "false", facialRecognition: "true" });
  assert.deepEqual(config, {
    ...texts,
    examDuration: 5_400,
    features: { aiProctoring: false, facialRecognition: true },
  });
});

test("the proctoring mode AI turns the monitoring on, any other off", () => {
  assert.deepEqual(configOfTag({ ...TAG, proctoringMode: "AI" })["features"], { aiProctoring: true });
  assert.deepEqual(configOfTag({ ...TAG, proctoringMode: "none" })["features"], { aiProctoring: false });
});

test("a bare attribute means yes", () => {
  assert.deepEqual(configOfTag({ ...TAG, facialRecognition: "" })["features"], { facialRecognition: true });
});

test("what cannot be read is left as it is, to be refused by name", () => {
  const config = configOfTag({ ...TAG, examDuration: "soon", facialRecognition: "{{faces}}" });
  assert.deepEqual([config["examDuration"], config["features"]], ["soon", { facialRecognition: "{{faces}}" }]);
});

test("an attribute of another script is no field", () => {
  assert.deepEqual(configOfTag({ ...TAG, domain: "exam.example.com", cfasync: "false" }), TAG);
});

test("a data-domain that is not the page's is a hint", () => {
  const location = {
    host: "exam.example.com:8443",
    hostname: "exam.example.com",
    origin: "https://exam.example.com:8443",
  };
  for (const same of [undefined, "", "exam.example.com", "EXAM.example.com:8443", "https://exam.example.com/exam"])
    assert.equal(domainHint(same, location), undefined);
  assert.match(domainHint("example.com", location) ?? "", /data-domain says example\.com/);
});

test("a bare data-debug turns debugging on", () => {
  assert.equal(configOfTag({ ...TAG, debug: "" })["debug"], true);
  assert.equal(configOfTag({ ...TAG, debug: "false" })["debug"], false);
  assert.equal(configOfTag(TAG)["debug"], undefined);
});

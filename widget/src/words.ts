/** Everything the candidate reads, in the language of the page, else of the browser, else in English. */

const en = {
  on: "Monitoring is on",
  paused: "Monitoring is paused",
  offline: "No connection. Your events are kept and will be sent.",
  test: "TEST",
  smaller: "Make this notice smaller",
  larger: "Show what is monitored now",
  close: "Close",
  message: "Message from your exam supervisor",
  connecting: "Connecting to the exam monitoring…",
  elsewhere: "This exam seems to be open in another window. Please close it there; we keep trying.",
  refused: "Monitoring could not start. Please tell the people who run your exam.",
  refusedAs: "Monitoring could not start. Please tell the people who run your exam and give them this number:",
  unreachable: "Monitoring could not be reached. Please check your internet connection and load this page again.",
  notOpen: "This exam is not open now. Please ask the people who run it, and give them this number:",
  noAttempts: "All attempts at this exam are used. Please ask the people who run it, and give them this number:",
  superseded: "This exam was opened in another window. Monitoring goes on there.",
  ended: "Monitoring has ended.",
};

export type Words = typeof en;

const de: Words = {
  on: "Die Überwachung läuft",
  paused: "Die Überwachung ist angehalten",
  offline: "Keine Verbindung. Ihre Ereignisse werden aufbewahrt und später gesendet.",
  test: "TEST",
  smaller: "Diesen Hinweis verkleinern",
  larger: "Zeigen, was gerade überwacht wird",
  close: "Schließen",
  message: "Nachricht der Prüfungsaufsicht",
  connecting: "Verbindung zur Prüfungsüberwachung wird aufgebaut …",
  elsewhere: "Diese Prüfung scheint in einem anderen Fenster offen zu sein. Bitte schließen Sie sie dort; wir versuchen es weiter.",
  refused: "Die Überwachung konnte nicht starten. Bitte wenden Sie sich an Ihre Prüfungsstelle.",
  refusedAs: "Die Überwachung konnte nicht starten. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  unreachable: "Die Überwachung ist nicht erreichbar. Bitte prüfen Sie Ihre Internetverbindung und laden Sie diese Seite neu.",
  notOpen: "Diese Prüfung ist jetzt nicht geöffnet. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  noAttempts: "Alle Versuche für diese Prüfung sind verbraucht. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  superseded: "Diese Prüfung wurde in einem anderen Fenster geöffnet. Die Überwachung läuft dort weiter.",
  ended: "Die Überwachung ist beendet.",
};

export const LANGUAGES: Readonly<Record<string, Words>> = { en, de };

export interface Spoken {
  readonly language: string;
  readonly words: Words;
}

/** `wanted`: language tags such as `de-CH`, the most wanted first; unknown and empty ones are passed over. */
export function spoken(wanted: readonly (string | undefined)[]): Spoken {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split("-")[0] ?? "";
    const words = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
    if (words) return { language, words };
  }
  return { language: "en", words: en };
}

import type { Words } from "./en.ts";

export const words: Words = {
  on: "Die Überwachung läuft",
  paused: "Die Überwachung ist angehalten",
  offline: "Keine Verbindung zur Überwachung. Ihre Ereignisse werden aufbewahrt und später gesendet.",
  test: "TEST",
  smaller: "Diesen Hinweis verkleinern",
  larger: "Zeigen, was gerade überwacht wird",
  close: "Schließen",
  message: "Nachricht der Prüfungsaufsicht",
  connecting: "Verbindung zur Prüfungsüberwachung wird aufgebaut …",
  elsewhere:
    "Diese Prüfung scheint in einem anderen Fenster offen zu sein. Bitte schließen Sie sie dort; wir versuchen es weiter.",
  refused: "Die Überwachung konnte nicht starten. Bitte wenden Sie sich an Ihre Prüfungsstelle.",
  refusedAs:
    "Die Überwachung konnte nicht starten. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  unreachable:
    "Die Überwachung ist nicht erreichbar. Bitte prüfen Sie Ihre Internetverbindung und laden Sie diese Seite neu.",
  notOpen:
    "Diese Prüfung ist jetzt nicht geöffnet. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  noAttempts:
    "Alle Versuche für diese Prüfung sind verbraucht. Bitte wenden Sie sich an Ihre Prüfungsstelle und nennen Sie diese Nummer:",
  declined:
    "Sie haben die Überwachung abgelehnt, deshalb hat sie nicht begonnen. Bitte fragen Sie Ihre Prüfungsstelle, wie es weitergeht.",
  superseded: "Diese Prüfung wurde in einem anderen Fenster geöffnet. Die Überwachung läuft dort weiter.",
  ended: "Die Überwachung ist beendet.",
};

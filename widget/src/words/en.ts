/** Everything the candidate reads. */

export const words = {
  on: "Monitoring is on",
  paused: "Monitoring is paused",
  offline: "No connection to the monitoring. Your events are kept and will be sent.",
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
  declined: "You declined the monitoring, so it did not start. Please ask the people who run your exam how to go on.",
  superseded: "This exam was opened in another window. Monitoring goes on there.",
  ended: "Monitoring has ended.",
};

export type Words = typeof words;

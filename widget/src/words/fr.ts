import type { Words } from "./en.ts";

export const words: Words = {
  on: "La surveillance est active",
  paused: "La surveillance est en pause",
  offline: "Pas de connexion avec la surveillance. Vos événements sont conservés et seront envoyés.",
  test: "TEST",
  smaller: "Réduire cet avis",
  larger: "Afficher ce qui est surveillé en ce moment",
  close: "Fermer",
  message: "Message de votre surveillant",
  connecting: "Connexion à la surveillance de l’examen…",
  elsewhere: "Cet examen semble ouvert dans une autre fenêtre. Veuillez l’y fermer ; nous continuons d’essayer.",
  refused: "La surveillance n’a pas pu démarrer. Veuillez le signaler aux responsables de votre examen.",
  refusedAs:
    "La surveillance n’a pas pu démarrer. Veuillez le signaler aux responsables de votre examen et leur donner ce numéro :",
  unreachable: "La surveillance est injoignable. Veuillez vérifier votre connexion internet et recharger cette page.",
  notOpen:
    "Cet examen n’est pas ouvert en ce moment. Veuillez vous adresser à ses responsables et leur donner ce numéro :",
  noAttempts:
    "Toutes les tentatives pour cet examen sont utilisées. Veuillez vous adresser à ses responsables et leur donner ce numéro :",
  declined:
    "Vous avez refusé la surveillance ; elle n’a donc pas démarré. Veuillez demander aux responsables de votre examen comment continuer.",
  superseded: "Cet examen a été ouvert dans une autre fenêtre. La surveillance continue là-bas.",
  ended: "La surveillance est terminée.",
};

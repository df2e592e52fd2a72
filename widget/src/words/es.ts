import type { Words } from "./en.ts";

export const words: Words = {
  on: "La supervisión está activa",
  paused: "La supervisión está en pausa",
  offline: "Sin conexión con la supervisión. Sus eventos se guardan y se enviarán después.",
  test: "PRUEBA",
  smaller: "Hacer más pequeño este aviso",
  larger: "Mostrar qué se supervisa ahora",
  close: "Cerrar",
  message: "Mensaje de la persona que supervisa su examen",
  connecting: "Conectando con la supervisión del examen…",
  elsewhere: "Parece que este examen está abierto en otra ventana. Ciérrelo allí, por favor; seguimos intentándolo.",
  refused: "La supervisión no pudo comenzar. Por favor, avise a los responsables de su examen.",
  refusedAs: "La supervisión no pudo comenzar. Por favor, avise a los responsables de su examen y deles este número:",
  unreachable:
    "No se pudo contactar con la supervisión. Compruebe su conexión a internet y vuelva a cargar esta página.",
  notOpen: "Este examen no está abierto ahora. Por favor, consulte a sus responsables y deles este número:",
  noAttempts:
    "Ya se han usado todos los intentos de este examen. Por favor, consulte a sus responsables y deles este número:",
  declined:
    "Ha rechazado la supervisión, por lo que no ha comenzado. Pregunte a los responsables de su examen cómo continuar.",
  superseded: "Este examen se abrió en otra ventana. La supervisión continúa allí.",
  ended: "La supervisión ha terminado.",
};

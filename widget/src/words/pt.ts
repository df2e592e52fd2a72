import type { Words } from "./en.ts";

export const words: Words = {
  on: "A monitorização está ativa",
  paused: "A monitorização está em pausa",
  offline: "Sem ligação à monitorização. Os seus eventos ficam guardados e serão enviados depois.",
  test: "TESTE",
  smaller: "Tornar este aviso mais pequeno",
  larger: "Mostrar o que está a ser monitorizado",
  close: "Fechar",
  message: "Mensagem de quem supervisiona o seu exame",
  connecting: "A ligar à monitorização do exame…",
  elsewhere: "Este exame parece estar aberto noutra janela. Feche-o lá, por favor; continuamos a tentar.",
  refused: "A monitorização não pôde começar. Por favor, avise os responsáveis pelo seu exame.",
  refusedAs: "A monitorização não pôde começar. Por favor, avise os responsáveis pelo seu exame e indique este número:",
  unreachable:
    "Não foi possível contactar a monitorização. Verifique a sua ligação à internet e volte a carregar esta página.",
  notOpen: "Este exame não está aberto agora. Por favor, contacte os responsáveis e indique este número:",
  noAttempts:
    "Todas as tentativas deste exame já foram usadas. Por favor, contacte os responsáveis e indique este número:",
  declined:
    "Recusou a monitorização, por isso ela não começou. Pergunte aos responsáveis pelo seu exame como continuar.",
  superseded: "Este exame foi aberto noutra janela. A monitorização continua lá.",
  ended: "A monitorização terminou.",
};

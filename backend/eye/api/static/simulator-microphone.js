// A microphone that hears what is asked of it, in the place of the browser's own.
export const SOUNDS = {
  quiet: "A quiet room",
  speech: "Somebody speaks",
  noise: "Loud noise",
  silent: "Nothing at all",
};

/** The loudness of the room's hiss in each; speech is laid over it. */
const HISS = { quiet: 0.004, speech: 0.004, noise: 0.5, silent: 0 };

export class SimulatedMicrophone {
  #context;
  #hiss;
  #speech;
  #mixed;
  #sound = "quiet";

  /** A track as a device gives it. */
  open() {
    const context = this.#begin();
    const { stream } = this.#mixed.connect(context.createMediaStreamDestination());
    const [track] = stream.getAudioTracks();
    Object.defineProperty(track, "label", { value: "Simulated microphone" });
    return track;
  }

  get sound() {
    return this.#sound;
  }

  set sound(sound) {
    this.#sound = sound;
    if (!this.#context) return;
    this.#hiss.gain.value = HISS[sound];
    this.#speech.gain.value = sound === "speech" ? 0.6 : 0;
  }

  #begin() {
    if (this.#context) return this.#context;
    const context = new AudioContext();
    this.#context = context;
    this.#mixed = new GainNode(context);
    this.#hiss = noise(context).connect(new GainNode(context));
    this.#hiss.connect(this.#mixed);
    this.#speech = voice(context).connect(new GainNode(context));
    this.#speech.connect(this.#mixed);
    this.sound = this.#sound;
    return context;
  }
}

function noise(context) {
  const buffer = context.createBuffer(1, 2 * context.sampleRate, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.start();
  return source;
}

// The buzz of vocal cords, shaped as by a mouth, four syllables a second.
function voice(context) {
  const cords = new OscillatorNode(context, { type: "sawtooth", frequency: 130 });
  const mouth = new BiquadFilterNode(context, { type: "bandpass", frequency: 700, Q: 1.2 });
  const syllables = new GainNode(context, { gain: 0.5 });
  const rhythm = new OscillatorNode(context, { frequency: 4 });
  rhythm.connect(new GainNode(context, { gain: 0.4 })).connect(syllables.gain);
  cords.connect(mouth).connect(syllables);
  cords.start();
  rhythm.start();
  return syllables;
}

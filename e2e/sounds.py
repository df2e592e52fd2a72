"""Sounds for Chromium's fake microphone: a WAV that is played from its beginning each time, and loops."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000  # samples a second

Samples = NDArray[np.float64]


def room(seconds: float) -> Samples:
    """A quiet room: the noise of a microphone and a fan, 54 dB below full scale."""
    return np.random.default_rng(7).normal(0, 0.002, round(seconds * RATE))


def voice(seconds: float) -> Samples:
    """Like speech: harmonics of 130 Hz that swell four times a second, some 30 dB above the room."""
    at = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 130 * n * at) / n for n in range(1, 9))
    return 0.08 * tone * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * at)) + room(seconds)


def typing(seconds: float) -> Samples:
    """A keyboard: seven clicks a second, each as loud as the voice and 15 ms long."""
    at = np.arange(round(seconds * RATE)) / RATE
    return np.where(at * 7 % 1 < 0.1, 60, 1) * room(seconds)


def nothing(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE))


SOUNDS = {
    "quiet": [room(6)],
    "voice": [room(5), voice(5), room(1)],
    "typing": [room(4), typing(8)],
    "nothing": [nothing(6)],
}


def record(name: str, folder: Path) -> Path:
    """`quiet`; `voice`: 5 s of the room, 5 s of a voice, and again; `typing`; `nothing`: not even noise."""
    path = folder / f"{name}.wav"
    samples = np.concatenate(SOUNDS[name])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples.clip(-1, 1) * 0x7FFF).astype("<i2").tobytes())
    return path

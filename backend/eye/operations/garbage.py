"""How often Python looks for garbage while Eye serves."""

import gc

GARBAGE = 20_000, 20, 20  # objects until the youngest are looked through, and how often until the older are


def collect_seldom() -> None:
    """Let Python look for garbage less often: requests make hundreds of objects, and hardly any in a circle.

    At its own pace that look takes a seventh of the processor time of `/v1/events`. What is here now is here for good.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)

"""Eye: exam proctoring that an assessment platform drops in with one script tag."""

__version__ = "0.1.0"

from tests.dashboard.conftest import developer, nobody, outsider, owner, reviewer

__all__ = ["developer", "nobody", "outsider", "owner", "reviewer"]

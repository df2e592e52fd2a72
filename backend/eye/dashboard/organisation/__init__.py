"""What an organisation decides about itself: members and roles, retention, the risk policy; and its audit log."""

"""The people's side: what they do with their phones and what they see there, over HTTP under /local/."""

"""Who works here: users, roles, sign-in sessions, access tokens and badges."""

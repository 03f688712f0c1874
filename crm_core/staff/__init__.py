"""Who works here: employees, roles, teams, invitations."""

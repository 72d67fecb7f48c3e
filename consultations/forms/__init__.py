"""Forms of consultations; choices arrive limited to the actor's hub."""

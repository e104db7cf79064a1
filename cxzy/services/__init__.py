"""One module per thing a person does; owns transactions and permissions."""

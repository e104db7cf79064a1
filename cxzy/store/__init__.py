"""The database: tables, migrations, plain records in and out."""

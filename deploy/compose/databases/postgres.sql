-- MLflow keeps runs and versions in a database of its own.
CREATE DATABASE mlflow OWNER foresale;
-- Lets an import skip the look-up of each sale's store and product, which it has just done itself.
GRANT SET ON PARAMETER session_replication_role TO foresale;

-- MLflow keeps runs and versions in a database of its own.
CREATE DATABASE mlflow CHARACTER SET utf8mb4;
GRANT ALL PRIVILEGES ON mlflow.* TO foresale@'%';

"""What Alembic runs: the migrations, in the transaction of whoever asked for them."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite too undoes the making of tables; Alembic assumes that it does not.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

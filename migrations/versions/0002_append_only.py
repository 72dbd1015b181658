"""Entry numbers on PostgreSQL, and triggers that keep what is posted as it is

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from scanner_app.db import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQUENCES = ("item_register_no", "item_ledger_entry_no")

APPEND_ONLY = {'item_ledger_entry': ('remaining_quantity',
                       'is_open',
                       'invoiced_quantity',
                       'is_completely_invoiced',
                       'last_invoice_date'),
 'item_application_entry': (),
 'value_entry': (),
 'item_register': (),
 'purchase_receipt_header': (),
 'purchase_receipt_line': (),
 'direct_transfer_header': (),
 'direct_transfer_line': (),
 'phys_inventory_order': (),
 'phys_inventory_line': (),
 'phys_inventory_recording': (),
 'phys_inventory_recording_line': (),
 'journal_line': (),
 'inventory_setup': (),
 'scan_log': ()}


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for name in SEQUENCES:
            connection.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    for table, mutable in APPEND_ONLY.items():
        append_only.install(connection, table, mutable=mutable)


def downgrade() -> None:
    connection = op.get_bind()
    for table in APPEND_ONLY:
        append_only.remove(connection, table)
    if connection.dialect.name == "postgresql":
        for name in SEQUENCES:
            connection.execute(sa.schema.DropSequence(sa.Sequence(name)))

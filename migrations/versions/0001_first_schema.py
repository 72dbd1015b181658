"""First schema

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('enrolment',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('user_code', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=20), nullable=False),
    sa.Column('expires_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('operator', 'supervisor', 'admin')", name=op.f('ck_enrolment_known_role')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_enrolment'))
    )
    op.create_table('inventory_setup',
    sa.Column('entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value_max', sa.BigInteger(), nullable=False),
    sa.Column('quantity_max', sa.BigInteger(), nullable=False),
    sa.Column('set_by', sa.String(length=20), nullable=False),
    sa.Column('set_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value_max >= 0 AND quantity_max >= 0', name=op.f('ck_inventory_setup_limits_not_negative')),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_inventory_setup'))
    )
    op.create_table('item_register',
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=30), nullable=False),
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('posted_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('posted_by', sa.String(length=20), nullable=False),
    sa.Column('approved_by', sa.String(length=20), nullable=False),
    sa.Column('request_id', sa.String(length=36), nullable=False),
    sa.Column('reverses_register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("approved_by = '' OR approved_by <> posted_by", name=op.f('ck_item_register_four_eyes')),
    sa.ForeignKeyConstraint(['reverses_register_no'], ['item_register.register_no'], name=op.f('fk_item_register_reverses_register_no')),
    sa.PrimaryKeyConstraint('register_no', name=op.f('pk_item_register')),
    sa.UniqueConstraint('reverses_register_no', name=op.f('uq_item_register_reverses_register_no'))
    )
    with op.batch_alter_table('item_register', schema=None) as batch_op:
        batch_op.create_index('ix_item_register_posted_by', ['posted_by', 'register_no'], unique=False)

    op.create_table('item_tracking_code',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('is_lot_specific', sa.Boolean(), nullable=False),
    sa.Column('is_serial_specific', sa.Boolean(), nullable=False),
    sa.Column('is_package_specific', sa.Boolean(), nullable=False),
    sa.Column('needs_expiration', sa.Boolean(), nullable=False),
    sa.Column('blocks_expired', sa.Boolean(), nullable=False),
    sa.CheckConstraint('NOT needs_expiration OR is_lot_specific OR is_serial_specific', name=op.f('ck_item_tracking_code_expiration_has_a_number')),
    sa.CheckConstraint('is_lot_specific OR is_serial_specific OR is_package_specific', name=op.f('ck_item_tracking_code_tracks_something')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_item_tracking_code'))
    )
    op.create_table('kept_request',
    sa.Column('request_id', sa.String(length=36), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('use_case', sa.String(length=60), nullable=False),
    sa.Column('person', sa.String(length=20), nullable=False),
    sa.Column('kept_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_kept_request'))
    )
    with op.batch_alter_table('kept_request', schema=None) as batch_op:
        batch_op.create_index('ix_kept_request_kept_at_utc', ['kept_at_utc'], unique=False)

    op.create_table('location',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('uses_bins', sa.Boolean(), nullable=False),
    sa.Column('allows_negative', sa.Boolean(), nullable=False),
    sa.Column('is_in_transit', sa.Boolean(), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('receiving_bin_code', sa.String(length=20), nullable=False),
    sa.Column('shipping_bin_code', sa.String(length=20), nullable=False),
    sa.CheckConstraint("code <> ''", name=op.f('ck_location_code_not_blank')),
    sa.CheckConstraint("uses_bins OR (receiving_bin_code = '' AND shipping_bin_code = '')", name=op.f('ck_location_bins_only_where_used')),
    sa.CheckConstraint('NOT (is_in_transit AND uses_bins)', name=op.f('ck_location_in_transit_without_bins')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_location'))
    )
    op.create_table('no_series',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_no_series'))
    )
    op.create_table('reason_code',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_reason_code'))
    )
    op.create_table('scan_log',
    sa.Column('entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scan_id', sa.String(length=36), nullable=False),
    sa.Column('session_id', sa.String(length=36), nullable=False),
    sa.Column('person', sa.String(length=20), nullable=False),
    sa.Column('device_id', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('means', sa.String(length=10), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.Column('raw_length', sa.Integer(), nullable=False),
    sa.Column('aim', sa.String(length=10), nullable=False),
    sa.Column('symbology', sa.String(length=30), nullable=False),
    sa.Column('claimed_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('task', sa.String(length=20), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('message', sa.String(length=400), nullable=False),
    sa.Column('parsed', sa.Text(), nullable=True),
    sa.Column('register_no', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_scan_log')),
    sa.UniqueConstraint('scan_id', name=op.f('uq_scan_log_scan_id'))
    )
    with op.batch_alter_table('scan_log', schema=None) as batch_op:
        batch_op.create_index('ix_scan_log_person', ['person', 'entry_no'], unique=False)
        batch_op.create_index('ix_scan_log_received_at_utc', ['received_at_utc'], unique=False)
        batch_op.create_index('ix_scan_log_session', ['session_id', 'entry_no'], unique=False)

    op.create_table('scan_session',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('person', sa.String(length=20), nullable=False),
    sa.Column('task', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scan_session'))
    )
    with op.batch_alter_table('scan_session', schema=None) as batch_op:
        batch_op.create_index('ix_scan_session_person', ['person', 'updated_at_utc'], unique=False)

    op.create_table('sign_in_failure',
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_failed_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wait_until_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('failures >= 0', name=op.f('ck_sign_in_failure_failures_not_negative')),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_sign_in_failure'))
    )
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_failure_last_failed_at_utc', ['last_failed_at_utc'], unique=False)

    op.create_table('unit_of_measure',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('is_whole', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_unit_of_measure'))
    )
    op.create_table('user_account',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('folded_name', sa.String(length=100), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("code <> ''", name=op.f('ck_user_account_code_not_blank')),
    sa.CheckConstraint("role IN ('operator', 'supervisor', 'admin')", name=op.f('ck_user_account_known_role')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_user_account'))
    )
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_account_folded_name'), ['folded_name'], unique=False)

    op.create_table('access_token',
    sa.Column('id', sa.String(length=12), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_code'], ['user_account.code'], name=op.f('fk_access_token_user_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_token'))
    )
    with op.batch_alter_table('access_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_token_user_code'), ['user_code'], unique=False)

    op.create_table('badge',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('user_code', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_code'], ['user_account.code'], name=op.f('fk_badge_user_code')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_badge'))
    )
    with op.batch_alter_table('badge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_user_code'), ['user_code'], unique=False)

    op.create_table('bin',
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('label_code', sa.String(length=20), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('ranking', sa.Integer(), nullable=False),
    sa.CheckConstraint("code <> ''", name=op.f('ck_bin_code_not_blank')),
    sa.CheckConstraint("label_code <> ''", name=op.f('ck_bin_label_not_blank')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_bin_location_code')),
    sa.PrimaryKeyConstraint('location_code', 'code', name=op.f('pk_bin')),
    sa.UniqueConstraint('label_code', name=op.f('uq_bin_label_code'))
    )
    with op.batch_alter_table('bin', schema=None) as batch_op:
        batch_op.create_index('ix_bin_code', ['code'], unique=False)

    op.create_table('demo_pin',
    sa.Column('user_code', sa.String(length=20), nullable=False),
    sa.Column('pin', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['user_code'], ['user_account.code'], name=op.f('fk_demo_pin_user_code')),
    sa.PrimaryKeyConstraint('user_code', name=op.f('pk_demo_pin'))
    )
    op.create_table('direct_transfer_header',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('from_location_code', sa.String(length=20), nullable=False),
    sa.Column('from_bin_code', sa.String(length=20), nullable=False),
    sa.Column('to_location_code', sa.String(length=20), nullable=False),
    sa.Column('to_bin_code', sa.String(length=20), nullable=False),
    sa.Column('posting_date', sa.Date(), nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posted_by', sa.String(length=20), nullable=False),
    sa.Column('posted_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_direct_transfer_header_register_no')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_direct_transfer_header'))
    )
    with op.batch_alter_table('direct_transfer_header', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_direct_transfer_header_order_no'), ['order_no'], unique=False)

    op.create_table('item',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('description_2', sa.String(length=100), nullable=False),
    sa.Column('base_unit_code', sa.String(length=20), nullable=False),
    sa.Column('costing_method', sa.String(length=20), nullable=False),
    sa.Column('unit_cost', sa.BigInteger(), nullable=False),
    sa.Column('last_direct_cost', sa.BigInteger(), nullable=False),
    sa.Column('tracking_code', sa.String(length=20), nullable=True),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=20), nullable=False),
    sa.Column('changed_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=20), nullable=False),
    sa.CheckConstraint("no <> ''", name=op.f('ck_item_no_not_blank')),
    sa.CheckConstraint('unit_cost >= 0 AND last_direct_cost >= 0', name=op.f('ck_item_cost_not_negative')),
    sa.ForeignKeyConstraint(['base_unit_code'], ['unit_of_measure.code'], name=op.f('fk_item_base_unit_code')),
    sa.ForeignKeyConstraint(['tracking_code'], ['item_tracking_code.code'], name=op.f('fk_item_tracking_code')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_item'))
    )
    op.create_table('journal_batch',
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('held_because', sa.String(length=40), nullable=False),
    sa.Column('value_at_risk', sa.BigInteger(), nullable=False),
    sa.Column('created_by', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.String(length=20), nullable=False),
    sa.Column('decided_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.String(length=100), nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("(status = 'approved') = (register_no IS NOT NULL)", name=op.f('ck_journal_batch_approved_is_posted')),
    sa.CheckConstraint("(status IN ('approved', 'rejected') AND decided_by <> '') OR (status IN ('pending', 'superseded') AND decided_by = '')", name=op.f('ck_journal_batch_decided_says_who')),
    sa.CheckConstraint("decided_by = '' OR decided_by <> created_by", name=op.f('ck_journal_batch_four_eyes')),
    sa.CheckConstraint("source IN ('count', 'adjustment')", name=op.f('ck_journal_batch_source')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_journal_batch_location_code')),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_journal_batch_register_no')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_journal_batch')),
    sa.UniqueConstraint('document_no', name=op.f('uq_journal_batch_document_no'))
    )
    with op.batch_alter_table('journal_batch', schema=None) as batch_op:
        batch_op.create_index('ix_journal_batch_pending', ['value_at_risk', 'batch_id'], unique=False, sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))
        batch_op.create_index('ix_journal_batch_place', ['location_code', 'bin_code', 'source'], unique=False)

    op.create_table('no_series_line',
    sa.Column('series_code', sa.String(length=20), nullable=False),
    sa.Column('starting_date', sa.Date(), nullable=False),
    sa.Column('prefix', sa.String(length=20), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('last_used', sa.BigInteger(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.CheckConstraint('last_used >= 0', name=op.f('ck_no_series_line_last_used_not_negative')),
    sa.CheckConstraint('width BETWEEN 1 AND 12 AND length(prefix) + width <= 20', name=op.f('ck_no_series_line_fits')),
    sa.ForeignKeyConstraint(['series_code'], ['no_series.code'], name=op.f('fk_no_series_line_series_code')),
    sa.PrimaryKeyConstraint('series_code', 'starting_date', name=op.f('pk_no_series_line'))
    )
    op.create_table('phys_inventory_order',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('lines_counted', sa.Integer(), nullable=False),
    sa.Column('lines_different', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_phys_inventory_order_location_code')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_phys_inventory_order'))
    )
    with op.batch_alter_table('phys_inventory_order', schema=None) as batch_op:
        batch_op.create_index('ix_phys_inventory_order_place', ['location_code', 'bin_code'], unique=False)

    op.create_table('purchase_header',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('vendor_no', sa.String(length=20), nullable=False),
    sa.Column('vendor_name', sa.String(length=100), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('expected_date', sa.Date(), nullable=True),
    sa.Column('currency_code', sa.String(length=20), nullable=False),
    sa.Column('created_by', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('open', 'released', 'completed')", name=op.f('ck_purchase_header_status')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_purchase_header_location_code')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_purchase_header'))
    )
    with op.batch_alter_table('purchase_header', schema=None) as batch_op:
        batch_op.create_index('ix_purchase_header_location', ['location_code', 'status'], unique=False)

    op.create_table('purchase_receipt_header',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('vendor_no', sa.String(length=20), nullable=False),
    sa.Column('vendor_name', sa.String(length=100), nullable=False),
    sa.Column('vendor_shipment_no', sa.String(length=100), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('posting_date', sa.Date(), nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posted_by', sa.String(length=20), nullable=False),
    sa.Column('posted_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_purchase_receipt_header_register_no')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_purchase_receipt_header'))
    )
    with op.batch_alter_table('purchase_receipt_header', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_receipt_header_order_no'), ['order_no'], unique=False)

    op.create_table('sign_in',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_code', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at_utc', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_agent', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['user_code'], ['user_account.code'], name=op.f('fk_sign_in_user_code')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_user_code'), ['user_code'], unique=False)

    op.create_table('transfer_header',
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('from_location_code', sa.String(length=20), nullable=False),
    sa.Column('to_location_code', sa.String(length=20), nullable=False),
    sa.Column('in_transit_code', sa.String(length=20), nullable=True),
    sa.Column('is_direct', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('order_date', sa.Date(), nullable=False),
    sa.Column('created_by', sa.String(length=20), nullable=False),
    sa.Column('created_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('open', 'released', 'completed')", name=op.f('ck_transfer_header_status')),
    sa.CheckConstraint('from_location_code <> to_location_code', name=op.f('ck_transfer_header_two_locations')),
    sa.CheckConstraint('is_direct = (in_transit_code IS NULL)', name=op.f('ck_transfer_header_direct_or_in_transit')),
    sa.ForeignKeyConstraint(['from_location_code'], ['location.code'], name=op.f('fk_transfer_header_from_location_code')),
    sa.ForeignKeyConstraint(['in_transit_code'], ['location.code'], name=op.f('fk_transfer_header_in_transit_code')),
    sa.ForeignKeyConstraint(['to_location_code'], ['location.code'], name=op.f('fk_transfer_header_to_location_code')),
    sa.PrimaryKeyConstraint('no', name=op.f('pk_transfer_header'))
    )
    with op.batch_alter_table('transfer_header', schema=None) as batch_op:
        batch_op.create_index('ix_transfer_header_from', ['from_location_code', 'status'], unique=False)
        batch_op.create_index('ix_transfer_header_to', ['to_location_code', 'status'], unique=False)

    op.create_table('bin_content',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('package_no', sa.String(length=50), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('is_negative_allowed', sa.Boolean(), nullable=False),
    sa.CheckConstraint("serial_no = '' OR quantity <= 100000", name=op.f('ck_bin_content_serial_is_one')),
    sa.CheckConstraint('quantity >= 0 OR is_negative_allowed', name=op.f('ck_bin_content_not_negative')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_bin_content_item_no')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_bin_content_location_code')),
    sa.PrimaryKeyConstraint('item_no', 'variant_code', 'location_code', 'bin_code', 'lot_no', 'serial_no', 'package_no', name=op.f('pk_bin_content'))
    )
    with op.batch_alter_table('bin_content', schema=None) as batch_op:
        batch_op.create_index('ix_bin_content_lot', ['lot_no'], unique=False)
        batch_op.create_index('ix_bin_content_place', ['location_code', 'bin_code'], unique=False)
        batch_op.create_index('ix_bin_content_serial', ['serial_no'], unique=False)
        batch_op.create_index('uq_bin_content_serial_in_stock', ['item_no', 'variant_code', 'serial_no'], unique=True, sqlite_where=sa.text("serial_no <> '' AND quantity > 0"), postgresql_where=sa.text("serial_no <> '' AND quantity > 0"))

    op.create_table('direct_transfer_line',
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('order_line_no', sa.Integer(), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity_base > 0', name=op.f('ck_direct_transfer_line_quantity_positive')),
    sa.ForeignKeyConstraint(['document_no'], ['direct_transfer_header.no'], name=op.f('fk_direct_transfer_line_document_no')),
    sa.PrimaryKeyConstraint('document_no', 'line_no', name=op.f('pk_direct_transfer_line'))
    )
    op.create_table('item_ledger_entry',
    sa.Column('entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('entry_type', sa.String(length=20), nullable=False),
    sa.Column('posting_date', sa.Date(), nullable=False),
    sa.Column('document_date', sa.Date(), nullable=False),
    sa.Column('document_type', sa.String(length=20), nullable=False),
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('document_line_no', sa.Integer(), nullable=False),
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('order_line_no', sa.Integer(), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('package_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('remaining_quantity', sa.BigInteger(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('invoiced_quantity', sa.BigInteger(), nullable=False),
    sa.Column('is_completely_invoiced', sa.Boolean(), nullable=False),
    sa.Column('last_invoice_date', sa.Date(), nullable=True),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('applies_to_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_correction', sa.Boolean(), nullable=False),
    sa.Column('reverses_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason_code', sa.String(length=20), nullable=False),
    sa.Column('layer_date', sa.Date(), nullable=False),
    sa.Column('layer_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("serial_no = '' OR quantity BETWEEN -100000 AND 100000", name=op.f('ck_item_ledger_entry_serial_is_one')),
    sa.CheckConstraint('(quantity > 0 AND remaining_quantity BETWEEN 0 AND quantity) OR (quantity < 0 AND remaining_quantity BETWEEN quantity AND 0)', name=op.f('ck_item_ledger_entry_remaining_within_quantity')),
    sa.CheckConstraint('is_open = (remaining_quantity <> 0)', name=op.f('ck_item_ledger_entry_open_says_so')),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_item_ledger_entry_quantity_not_zero')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_item_ledger_entry_item_no')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_item_ledger_entry_location_code')),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_item_ledger_entry_register_no')),
    sa.ForeignKeyConstraint(['reverses_entry_no'], ['item_ledger_entry.entry_no'], name=op.f('fk_item_ledger_entry_reverses_entry_no')),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_item_ledger_entry'))
    )
    with op.batch_alter_table('item_ledger_entry', schema=None) as batch_op:
        batch_op.create_index('ix_item_ledger_entry_document', ['document_no', 'document_line_no'], unique=False)
        batch_op.create_index('ix_item_ledger_entry_item', ['item_no', 'entry_no'], unique=False)
        batch_op.create_index('ix_item_ledger_entry_open', ['item_no', 'variant_code', 'location_code', 'layer_date', 'layer_no'], unique=False, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.create_index('ix_item_ledger_entry_open_tracked', ['item_no', 'lot_no', 'serial_no', 'location_code'], unique=False, sqlite_where=sa.text("is_open AND (lot_no <> '' OR serial_no <> '')"), postgresql_where=sa.text("is_open AND (lot_no <> '' OR serial_no <> '')"))
        batch_op.create_index(batch_op.f('ix_item_ledger_entry_register_no'), ['register_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_ledger_entry_reverses_entry_no'), ['reverses_entry_no'], unique=False)

    op.create_table('item_reference',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('unit_code', sa.String(length=20), nullable=False),
    sa.Column('reference_type', sa.String(length=20), nullable=False),
    sa.Column('party_no', sa.String(length=20), nullable=False),
    sa.Column('reference_no', sa.String(length=100), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.CheckConstraint("reference_no <> ''", name=op.f('ck_item_reference_reference_not_blank')),
    sa.CheckConstraint("reference_type <> 'bar_code' OR party_no = ''", name=op.f('ck_item_reference_bar_code_for_all')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_item_reference_item_no')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_reference')),
    sa.UniqueConstraint('reference_type', 'reference_no', 'party_no', 'item_no', 'variant_code', 'unit_code', name='uq_item_reference_meaning')
    )
    with op.batch_alter_table('item_reference', schema=None) as batch_op:
        batch_op.create_index('ix_item_reference_item_no', ['item_no'], unique=False)

    op.create_table('item_search_word',
    sa.Column('word', sa.String(length=50).with_variant(sa.String(length=50, collation='C'), 'postgresql'), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_item_search_word_item_no'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('word', 'item_no', name=op.f('pk_item_search_word'))
    )
    with op.batch_alter_table('item_search_word', schema=None) as batch_op:
        batch_op.create_index('ix_item_search_word_item_no', ['item_no'], unique=False)

    op.create_table('item_unit_of_measure',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity_per_unit > 0', name=op.f('ck_item_unit_of_measure_quantity_positive')),
    sa.ForeignKeyConstraint(['code'], ['unit_of_measure.code'], name=op.f('fk_item_unit_of_measure_code')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_item_unit_of_measure_item_no')),
    sa.PrimaryKeyConstraint('item_no', 'code', name=op.f('pk_item_unit_of_measure'))
    )
    op.create_table('item_variant',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.CheckConstraint("code <> ''", name=op.f('ck_item_variant_code_not_blank')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_item_variant_item_no')),
    sa.PrimaryKeyConstraint('item_no', 'code', name=op.f('pk_item_variant'))
    )
    op.create_table('journal_line',
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entry_type', sa.String(length=20), nullable=False),
    sa.Column('document_type', sa.String(length=20), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.Column('unit_cost', sa.BigInteger(), nullable=False),
    sa.Column('value_at_risk', sa.BigInteger(), nullable=False),
    sa.Column('reason_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_expected_base', sa.BigInteger(), nullable=True),
    sa.Column('quantity_counted_base', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('quantity_base > 0', name=op.f('ck_journal_line_quantity_positive')),
    sa.ForeignKeyConstraint(['batch_id'], ['journal_batch.batch_id'], name=op.f('fk_journal_line_batch_id')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_journal_line_item_no')),
    sa.PrimaryKeyConstraint('batch_id', 'line_no', name=op.f('pk_journal_line'))
    )
    with op.batch_alter_table('journal_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journal_line_item_no'), ['item_no'], unique=False)

    op.create_table('lot_no_information',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('first_received_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("lot_no <> ''", name=op.f('ck_lot_no_information_lot_not_blank')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_lot_no_information_item_no')),
    sa.PrimaryKeyConstraint('item_no', 'variant_code', 'lot_no', name=op.f('pk_lot_no_information'))
    )
    with op.batch_alter_table('lot_no_information', schema=None) as batch_op:
        batch_op.create_index('ix_lot_no_information_lot_no', ['lot_no'], unique=False)

    op.create_table('phys_inventory_line',
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('quantity_expected_base', sa.BigInteger(), nullable=False),
    sa.Column('quantity_recorded_base', sa.BigInteger(), nullable=False),
    sa.Column('is_recorded_without_order', sa.Boolean(), nullable=False),
    sa.CheckConstraint('quantity_recorded_base >= 0', name=op.f('ck_phys_inventory_line_recorded_not_negative')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_phys_inventory_line_item_no')),
    sa.ForeignKeyConstraint(['order_no'], ['phys_inventory_order.no'], name=op.f('fk_phys_inventory_line_order_no')),
    sa.PrimaryKeyConstraint('order_no', 'line_no', name=op.f('pk_phys_inventory_line'))
    )
    with op.batch_alter_table('phys_inventory_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phys_inventory_line_item_no'), ['item_no'], unique=False)

    op.create_table('phys_inventory_recording',
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('recording_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('recorded_by', sa.String(length=20), nullable=False),
    sa.Column('recorded_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_empty', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['order_no'], ['phys_inventory_order.no'], name=op.f('fk_phys_inventory_recording_order_no')),
    sa.PrimaryKeyConstraint('order_no', 'recording_no', name=op.f('pk_phys_inventory_recording'))
    )
    op.create_table('purchase_line',
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.Column('quantity_received_base', sa.BigInteger(), nullable=False),
    sa.Column('direct_unit_cost', sa.BigInteger(), nullable=False),
    sa.Column('line_amount', sa.BigInteger(), nullable=False),
    sa.Column('amount_received', sa.BigInteger(), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.CheckConstraint('amount_received BETWEEN 0 AND line_amount', name=op.f('ck_purchase_line_received_within_amount')),
    sa.CheckConstraint('line_amount % 1000 = 0', name=op.f('ck_purchase_line_amount_in_cents')),
    sa.CheckConstraint('quantity > 0 AND quantity_base > 0', name=op.f('ck_purchase_line_quantity_positive')),
    sa.CheckConstraint('quantity_received_base BETWEEN 0 AND quantity_base', name=op.f('ck_purchase_line_received_within_quantity')),
    sa.ForeignKeyConstraint(['document_no'], ['purchase_header.no'], name=op.f('fk_purchase_line_document_no')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_purchase_line_item_no')),
    sa.PrimaryKeyConstraint('document_no', 'line_no', name=op.f('pk_purchase_line'))
    )
    with op.batch_alter_table('purchase_line', schema=None) as batch_op:
        batch_op.create_index('ix_purchase_line_expected', ['item_no', 'variant_code'], unique=False, sqlite_where=sa.text('quantity_received_base < quantity_base'), postgresql_where=sa.text('quantity_received_base < quantity_base'))

    op.create_table('purchase_receipt_line',
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('order_line_no', sa.Integer(), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('bin_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity_base > 0', name=op.f('ck_purchase_receipt_line_quantity_positive')),
    sa.ForeignKeyConstraint(['document_no'], ['purchase_receipt_header.no'], name=op.f('fk_purchase_receipt_line_document_no')),
    sa.PrimaryKeyConstraint('document_no', 'line_no', name=op.f('pk_purchase_receipt_line'))
    )
    op.create_table('serial_no_information',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('first_received_at_utc', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("serial_no <> ''", name=op.f('ck_serial_no_information_serial_not_blank')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_serial_no_information_item_no')),
    sa.PrimaryKeyConstraint('item_no', 'variant_code', 'serial_no', name=op.f('pk_serial_no_information'))
    )
    with op.batch_alter_table('serial_no_information', schema=None) as batch_op:
        batch_op.create_index('ix_serial_no_information_serial_no', ['serial_no'], unique=False)

    op.create_table('stock_balance',
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('is_negative_allowed', sa.Boolean(), nullable=False),
    sa.CheckConstraint('quantity >= 0 OR is_negative_allowed', name=op.f('ck_stock_balance_not_negative')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_stock_balance_item_no')),
    sa.ForeignKeyConstraint(['location_code'], ['location.code'], name=op.f('fk_stock_balance_location_code')),
    sa.PrimaryKeyConstraint('item_no', 'variant_code', 'location_code', name=op.f('pk_stock_balance'))
    )
    with op.batch_alter_table('stock_balance', schema=None) as batch_op:
        batch_op.create_index('ix_stock_balance_location', ['location_code'], unique=False)

    op.create_table('transfer_line',
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('description', sa.String(length=100), nullable=False),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.Column('quantity_shipped_base', sa.BigInteger(), nullable=False),
    sa.Column('quantity_received_base', sa.BigInteger(), nullable=False),
    sa.Column('from_bin_code', sa.String(length=20), nullable=False),
    sa.Column('to_bin_code', sa.String(length=20), nullable=False),
    sa.CheckConstraint('quantity > 0 AND quantity_base > 0', name=op.f('ck_transfer_line_quantity_positive')),
    sa.CheckConstraint('quantity_received_base BETWEEN 0 AND quantity_shipped_base', name=op.f('ck_transfer_line_received_within_shipped')),
    sa.CheckConstraint('quantity_shipped_base BETWEEN 0 AND quantity_base', name=op.f('ck_transfer_line_shipped_within_quantity')),
    sa.ForeignKeyConstraint(['document_no'], ['transfer_header.no'], name=op.f('fk_transfer_line_document_no')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_transfer_line_item_no')),
    sa.PrimaryKeyConstraint('document_no', 'line_no', name=op.f('pk_transfer_line'))
    )
    with op.batch_alter_table('transfer_line', schema=None) as batch_op:
        batch_op.create_index('ix_transfer_line_open', ['item_no', 'variant_code'], unique=False, sqlite_where=sa.text('quantity_received_base < quantity_base'), postgresql_where=sa.text('quantity_received_base < quantity_base'))

    op.create_table('item_application_entry',
    sa.Column('entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_ledger_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inbound_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('outbound_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transferred_from_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('posting_date', sa.Date(), nullable=False),
    sa.Column('is_cost_application', sa.Boolean(), nullable=False),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_item_application_entry_quantity_not_zero')),
    sa.ForeignKeyConstraint(['item_ledger_entry_no'], ['item_ledger_entry.entry_no'], name=op.f('fk_item_application_entry_item_ledger_entry_no')),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_item_application_entry_register_no')),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_item_application_entry'))
    )
    with op.batch_alter_table('item_application_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_application_entry_inbound_entry_no'), ['inbound_entry_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_application_entry_item_ledger_entry_no'), ['item_ledger_entry_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_application_entry_outbound_entry_no'), ['outbound_entry_no'], unique=False)

    op.create_table('phys_inventory_recording_line',
    sa.Column('order_no', sa.String(length=20), nullable=False),
    sa.Column('recording_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('variant_code', sa.String(length=20), nullable=False),
    sa.Column('lot_no', sa.String(length=50), nullable=False),
    sa.Column('serial_no', sa.String(length=50), nullable=False),
    sa.Column('expiration_date', sa.Date(), nullable=True),
    sa.Column('unit_of_measure_code', sa.String(length=20), nullable=False),
    sa.Column('quantity_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity_base', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity_base >= 0', name=op.f('ck_phys_inventory_recording_line_quantity_not_negative')),
    sa.ForeignKeyConstraint(['order_no', 'recording_no'], ['phys_inventory_recording.order_no', 'phys_inventory_recording.recording_no'], name='fk_phys_inventory_recording_line_recording'),
    sa.PrimaryKeyConstraint('order_no', 'recording_no', 'line_no', name=op.f('pk_phys_inventory_recording_line'))
    )
    op.create_table('value_entry',
    sa.Column('entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('register_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_ledger_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_type', sa.String(length=20), nullable=False),
    sa.Column('item_ledger_entry_type', sa.String(length=20), nullable=False),
    sa.Column('item_no', sa.String(length=20), nullable=False),
    sa.Column('location_code', sa.String(length=20), nullable=False),
    sa.Column('posting_date', sa.Date(), nullable=False),
    sa.Column('valuation_date', sa.Date(), nullable=False),
    sa.Column('document_no', sa.String(length=20), nullable=False),
    sa.Column('item_ledger_entry_quantity', sa.BigInteger(), nullable=False),
    sa.Column('valued_quantity', sa.BigInteger(), nullable=False),
    sa.Column('invoiced_quantity', sa.BigInteger(), nullable=False),
    sa.Column('cost_amount_actual', sa.BigInteger(), nullable=False),
    sa.Column('cost_amount_expected', sa.BigInteger(), nullable=False),
    sa.Column('cost_per_unit', sa.BigInteger(), nullable=False),
    sa.Column('is_expected_cost', sa.Boolean(), nullable=False),
    sa.Column('is_adjustment', sa.Boolean(), nullable=False),
    sa.Column('applies_to_value_entry_no', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('cost_amount_actual % 1000 = 0 AND cost_amount_expected % 1000 = 0', name=op.f('ck_value_entry_amounts_in_cents')),
    sa.ForeignKeyConstraint(['item_ledger_entry_no'], ['item_ledger_entry.entry_no'], name=op.f('fk_value_entry_item_ledger_entry_no')),
    sa.ForeignKeyConstraint(['item_no'], ['item.no'], name=op.f('fk_value_entry_item_no')),
    sa.ForeignKeyConstraint(['register_no'], ['item_register.register_no'], name=op.f('fk_value_entry_register_no')),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_value_entry'))
    )
    with op.batch_alter_table('value_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_value_entry_item_ledger_entry_no'), ['item_ledger_entry_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_value_entry_item_no'), ['item_no'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('value_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_value_entry_item_no'))
        batch_op.drop_index(batch_op.f('ix_value_entry_item_ledger_entry_no'))

    op.drop_table('value_entry')
    op.drop_table('phys_inventory_recording_line')
    with op.batch_alter_table('item_application_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_application_entry_outbound_entry_no'))
        batch_op.drop_index(batch_op.f('ix_item_application_entry_item_ledger_entry_no'))
        batch_op.drop_index(batch_op.f('ix_item_application_entry_inbound_entry_no'))

    op.drop_table('item_application_entry')
    with op.batch_alter_table('transfer_line', schema=None) as batch_op:
        batch_op.drop_index('ix_transfer_line_open', sqlite_where=sa.text('quantity_received_base < quantity_base'), postgresql_where=sa.text('quantity_received_base < quantity_base'))

    op.drop_table('transfer_line')
    with op.batch_alter_table('stock_balance', schema=None) as batch_op:
        batch_op.drop_index('ix_stock_balance_location')

    op.drop_table('stock_balance')
    with op.batch_alter_table('serial_no_information', schema=None) as batch_op:
        batch_op.drop_index('ix_serial_no_information_serial_no')

    op.drop_table('serial_no_information')
    op.drop_table('purchase_receipt_line')
    with op.batch_alter_table('purchase_line', schema=None) as batch_op:
        batch_op.drop_index('ix_purchase_line_expected', sqlite_where=sa.text('quantity_received_base < quantity_base'), postgresql_where=sa.text('quantity_received_base < quantity_base'))

    op.drop_table('purchase_line')
    op.drop_table('phys_inventory_recording')
    with op.batch_alter_table('phys_inventory_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_phys_inventory_line_item_no'))

    op.drop_table('phys_inventory_line')
    with op.batch_alter_table('lot_no_information', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_no_information_lot_no')

    op.drop_table('lot_no_information')
    with op.batch_alter_table('journal_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journal_line_item_no'))

    op.drop_table('journal_line')
    op.drop_table('item_variant')
    op.drop_table('item_unit_of_measure')
    with op.batch_alter_table('item_search_word', schema=None) as batch_op:
        batch_op.drop_index('ix_item_search_word_item_no')

    op.drop_table('item_search_word')
    with op.batch_alter_table('item_reference', schema=None) as batch_op:
        batch_op.drop_index('ix_item_reference_item_no')

    op.drop_table('item_reference')
    with op.batch_alter_table('item_ledger_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_ledger_entry_reverses_entry_no'))
        batch_op.drop_index(batch_op.f('ix_item_ledger_entry_register_no'))
        batch_op.drop_index('ix_item_ledger_entry_open_tracked', sqlite_where=sa.text("is_open AND (lot_no <> '' OR serial_no <> '')"), postgresql_where=sa.text("is_open AND (lot_no <> '' OR serial_no <> '')"))
        batch_op.drop_index('ix_item_ledger_entry_open', sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.drop_index('ix_item_ledger_entry_item')
        batch_op.drop_index('ix_item_ledger_entry_document')

    op.drop_table('item_ledger_entry')
    op.drop_table('direct_transfer_line')
    with op.batch_alter_table('bin_content', schema=None) as batch_op:
        batch_op.drop_index('uq_bin_content_serial_in_stock', sqlite_where=sa.text("serial_no <> '' AND quantity > 0"), postgresql_where=sa.text("serial_no <> '' AND quantity > 0"))
        batch_op.drop_index('ix_bin_content_serial')
        batch_op.drop_index('ix_bin_content_place')
        batch_op.drop_index('ix_bin_content_lot')

    op.drop_table('bin_content')
    with op.batch_alter_table('transfer_header', schema=None) as batch_op:
        batch_op.drop_index('ix_transfer_header_to')
        batch_op.drop_index('ix_transfer_header_from')

    op.drop_table('transfer_header')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_user_code'))

    op.drop_table('sign_in')
    with op.batch_alter_table('purchase_receipt_header', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_purchase_receipt_header_order_no'))

    op.drop_table('purchase_receipt_header')
    with op.batch_alter_table('purchase_header', schema=None) as batch_op:
        batch_op.drop_index('ix_purchase_header_location')

    op.drop_table('purchase_header')
    with op.batch_alter_table('phys_inventory_order', schema=None) as batch_op:
        batch_op.drop_index('ix_phys_inventory_order_place')

    op.drop_table('phys_inventory_order')
    op.drop_table('no_series_line')
    with op.batch_alter_table('journal_batch', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_batch_place')
        batch_op.drop_index('ix_journal_batch_pending', sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))

    op.drop_table('journal_batch')
    op.drop_table('item')
    with op.batch_alter_table('direct_transfer_header', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_direct_transfer_header_order_no'))

    op.drop_table('direct_transfer_header')
    op.drop_table('demo_pin')
    with op.batch_alter_table('bin', schema=None) as batch_op:
        batch_op.drop_index('ix_bin_code')

    op.drop_table('bin')
    with op.batch_alter_table('badge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_user_code'))

    op.drop_table('badge')
    with op.batch_alter_table('access_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_token_user_code'))

    op.drop_table('access_token')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_account_folded_name'))

    op.drop_table('user_account')
    op.drop_table('unit_of_measure')
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_failure_last_failed_at_utc')

    op.drop_table('sign_in_failure')
    with op.batch_alter_table('scan_session', schema=None) as batch_op:
        batch_op.drop_index('ix_scan_session_person')

    op.drop_table('scan_session')
    with op.batch_alter_table('scan_log', schema=None) as batch_op:
        batch_op.drop_index('ix_scan_log_session')
        batch_op.drop_index('ix_scan_log_received_at_utc')
        batch_op.drop_index('ix_scan_log_person')

    op.drop_table('scan_log')
    op.drop_table('reason_code')
    op.drop_table('no_series')
    op.drop_table('location')
    with op.batch_alter_table('kept_request', schema=None) as batch_op:
        batch_op.drop_index('ix_kept_request_kept_at_utc')

    op.drop_table('kept_request')
    op.drop_table('item_tracking_code')
    with op.batch_alter_table('item_register', schema=None) as batch_op:
        batch_op.drop_index('ix_item_register_posted_by')

    op.drop_table('item_register')
    op.drop_table('inventory_setup')
    op.drop_table('enrolment')

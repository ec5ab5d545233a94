CREATE TABLE audit (
	number BIGINT NOT NULL,
	at VARCHAR(32) NOT NULL,
	actor VARCHAR(200) NOT NULL,
	act VARCHAR(200) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	subject VARCHAR(200) NOT NULL,
	project VARCHAR(200) NOT NULL,
	digest VARCHAR(200) NOT NULL,
	mode VARCHAR(200) NOT NULL,
	data JSON NOT NULL,
	previous VARCHAR(64) NOT NULL,
	hash VARCHAR(64) NOT NULL,
	CONSTRAINT pk_audit PRIMARY KEY (number),
	CONSTRAINT uq_audit_previous UNIQUE (previous),
	CONSTRAINT uq_audit_hash UNIQUE (hash)
);;
CREATE INDEX ix_audit_actor ON audit (actor);;
CREATE INDEX ix_audit_project ON audit (project);;
CREATE INDEX ix_audit_subject ON audit (subject);;
CREATE TABLE budgets (
	unit VARCHAR(64) NOT NULL,
	limit_cents BIGINT NOT NULL,
	committed_cents BIGINT NOT NULL,
	CONSTRAINT pk_budgets PRIMARY KEY (unit),
	CONSTRAINT ck_budgets_not_negative CHECK (committed_cents >= 0)
);;
CREATE TABLE chain_head (
	id INTEGER NOT NULL,
	audit_number BIGINT NOT NULL,
	audit_hash VARCHAR(200) NOT NULL,
	event_number BIGINT NOT NULL,
	journal_number BIGINT NOT NULL,
	request_number BIGINT NOT NULL,
	CONSTRAINT pk_chain_head PRIMARY KEY (id),
	CONSTRAINT ck_chain_head_single CHECK (id = 1)
);;
CREATE TABLE drafts (
	id VARCHAR(40) NOT NULL,
	person VARCHAR(64) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	spec JSON NOT NULL,
	request VARCHAR(32),
	updated_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_drafts PRIMARY KEY (id)
);;
CREATE INDEX ix_drafts_person ON drafts (person);;
CREATE TABLE events (
	number BIGINT NOT NULL,
	kind VARCHAR(200) NOT NULL,
	subject VARCHAR(200) NOT NULL,
	at VARCHAR(32) NOT NULL,
	data JSON NOT NULL,
	CONSTRAINT pk_events PRIMARY KEY (number)
);;
CREATE TABLE idempotency (
	person VARCHAR(64) NOT NULL,
-- sqlite: 	"key" VARCHAR(80) NOT NULL,
-- postgresql: 	key VARCHAR(80) NOT NULL,
	body_hash VARCHAR(200) NOT NULL,
	status INTEGER NOT NULL,
	answer TEXT NOT NULL,
	at VARCHAR(32) NOT NULL,
-- sqlite: 	CONSTRAINT pk_idempotency PRIMARY KEY (person, "key")
-- postgresql: 	CONSTRAINT pk_idempotency PRIMARY KEY (person, key)
);;
CREATE TABLE lease_reminders (
	resource VARCHAR(512) NOT NULL,
	until VARCHAR(32) NOT NULL,
	stage VARCHAR(20) NOT NULL,
	person VARCHAR(200) NOT NULL,
	at VARCHAR(32) NOT NULL,
	shown_at VARCHAR(32),
	CONSTRAINT pk_lease_reminders PRIMARY KEY (resource, until, stage),
	CONSTRAINT ck_lease_reminders_stage_known CHECK (stage IN ('half', 'tenth', 'ended', 'stopped'))
);;
CREATE INDEX ix_lease_reminders_person ON lease_reminders (person);;
CREATE TABLE observations (
	source VARCHAR(300) NOT NULL,
	subject VARCHAR(300) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	workspace VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	status VARCHAR(200) NOT NULL,
	value JSON NOT NULL,
	detail TEXT NOT NULL,
	observed_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_observations PRIMARY KEY (source, subject)
);;
CREATE INDEX ix_observations_kind ON observations (kind);;
CREATE TABLE readers (
	person VARCHAR(64) NOT NULL,
	last_seen BIGINT NOT NULL,
	at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_readers PRIMARY KEY (person)
);;
CREATE TABLE requests (
	number BIGINT NOT NULL,
	kind VARCHAR(200) NOT NULL,
	title TEXT NOT NULL,
	requester VARCHAR(200) NOT NULL,
	unit VARCHAR(200) NOT NULL,
	project VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	state VARCHAR(200) NOT NULL,
	revision BIGINT NOT NULL,
	digest VARCHAR(200) NOT NULL,
	tier VARCHAR(200) NOT NULL,
	monthly_cents BIGINT NOT NULL,
	committed_cents BIGINT NOT NULL,
	days BIGINT,
	submitted_at VARCHAR(32) NOT NULL,
	updated_at VARCHAR(32) NOT NULL,
	waiting_since VARCHAR(32) NOT NULL,
	approved_at VARCHAR(32),
	hold_until VARCHAR(32),
	expires_at VARCHAR(32),
	flags JSON NOT NULL,
	easy BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	mode VARCHAR(200) NOT NULL,
	CONSTRAINT pk_requests PRIMARY KEY (number),
	CONSTRAINT ck_requests_state_known CHECK (state IN ('draft', 'in_review', 'approved', 'running', 'ready', 'ready_with_differences', 'failed_clean', 'failed_leftovers', 'denied', 'withdrawn', 'expired', 'superseded')),
	CONSTRAINT ck_requests_revision_positive CHECK (revision >= 1),
	CONSTRAINT ck_requests_committed_not_negative CHECK (committed_cents >= 0),
	CONSTRAINT ck_requests_approved_has_a_moment CHECK (state NOT IN ('approved', 'running') OR approved_at IS NOT NULL)
);;
CREATE INDEX ix_requests_project_number ON requests (project, number);;
CREATE INDEX ix_requests_requester_number ON requests (requester, number);;
CREATE INDEX ix_requests_state_number ON requests (state, number);;
CREATE TABLE switches (
	name VARCHAR(64) NOT NULL,
	value TEXT NOT NULL,
	at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_switches PRIMARY KEY (name)
);;
CREATE TABLE commitments (
	request BIGINT NOT NULL,
	unit VARCHAR(200) NOT NULL,
	project VARCHAR(200) NOT NULL,
	cents BIGINT NOT NULL,
	at VARCHAR(32) NOT NULL,
	released_at VARCHAR(32),
	CONSTRAINT pk_commitments PRIMARY KEY (request),
	CONSTRAINT fk_commitments_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE TABLE leases (
	resource VARCHAR(512) NOT NULL,
	until VARCHAR(32) NOT NULL,
	since VARCHAR(32) NOT NULL,
	extensions BIGINT NOT NULL,
	stopped_at VARCHAR(32),
	unknown_since VARCHAR(32),
	request BIGINT,
	attempts BIGINT NOT NULL,
	waits TEXT NOT NULL,
	next_at VARCHAR(32),
	CONSTRAINT pk_leases PRIMARY KEY (resource),
	CONSTRAINT fk_leases_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE TABLE operations (
	id VARCHAR(64) NOT NULL,
	request BIGINT NOT NULL,
	revision INTEGER NOT NULL,
	state VARCHAR(200) NOT NULL,
	fence BIGINT NOT NULL,
	attempt BIGINT NOT NULL,
	started_at VARCHAR(32) NOT NULL,
	ended_at VARCHAR(32),
	deadline VARCHAR(32),
	reason TEXT NOT NULL,
	CONSTRAINT pk_operations PRIMARY KEY (id),
	CONSTRAINT ck_operations_state_known CHECK (state IN ('queued', 'running', 'waiting', 'stuck', 'undoing', 'done')),
	CONSTRAINT uq_operations_revision UNIQUE (request, revision),
	CONSTRAINT fk_operations_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE UNIQUE INDEX uq_operations_live ON operations (request) WHERE state <> 'done';;
CREATE TABLE projects (
	name VARCHAR(64) NOT NULL,
	title TEXT NOT NULL,
	unit VARCHAR(200) NOT NULL,
	phase VARCHAR(200) NOT NULL,
	owner VARCHAR(200) NOT NULL,
	template VARCHAR(200) NOT NULL,
	template_version VARCHAR(200) NOT NULL,
	request BIGINT,
	spec JSON NOT NULL,
	stages JSON NOT NULL,
	members JSON NOT NULL,
	repository TEXT NOT NULL,
-- sqlite: 	"commit" TEXT NOT NULL,
-- postgresql: 	commit TEXT NOT NULL,
	budget_cents BIGINT NOT NULL,
	cost_centre VARCHAR(200) NOT NULL,
	data_classification VARCHAR(200) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	last_activity VARCHAR(32) NOT NULL,
	origin VARCHAR(200) NOT NULL,
	CONSTRAINT pk_projects PRIMARY KEY (name),
	CONSTRAINT fk_projects_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_projects_unit ON projects (unit);;
CREATE TABLE resources (
	id VARCHAR(512) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	name TEXT NOT NULL,
	project VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	workspace VARCHAR(200) NOT NULL,
	state VARCHAR(200) NOT NULL,
	owner VARCHAR(200) NOT NULL,
	request BIGINT,
	monthly_cents BIGINT NOT NULL,
	lease_until VARCHAR(32),
	made_at VARCHAR(32),
	observed_at VARCHAR(32),
	origin VARCHAR(200) NOT NULL,
	url TEXT NOT NULL,
	tags JSON NOT NULL,
	CONSTRAINT pk_resources PRIMARY KEY (id),
	CONSTRAINT ck_resources_state_known CHECK (state IN ('creating', 'live', 'expiring', 'stopped', 'retired', 'missing', 'foreign')),
	CONSTRAINT ck_resources_made_has_a_request CHECK (origin = 'found' OR request IS NOT NULL),
	CONSTRAINT fk_resources_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_resources_project ON resources (project);;
CREATE TABLE reviews (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	request BIGINT NOT NULL,
	revision INTEGER NOT NULL,
	digest VARCHAR(200) NOT NULL,
	person VARCHAR(200) NOT NULL,
	account VARCHAR(200) NOT NULL,
	verdict VARCHAR(200) NOT NULL,
	reason TEXT NOT NULL,
	at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_reviews PRIMARY KEY (number),
	CONSTRAINT ck_reviews_verdict_known CHECK (verdict IN ('approve', 'deny', 'question', 'comment', 'undo')),
	CONSTRAINT ck_reviews_deny_has_a_reason CHECK (verdict <> 'deny' OR reason <> ''),
	CONSTRAINT ck_reviews_reason_short CHECK (length(reason) <= 4096),
	CONSTRAINT fk_reviews_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_reviews_request ON reviews (request);;
CREATE TABLE revisions (
	request BIGINT NOT NULL,
	number INTEGER NOT NULL,
	digest VARCHAR(200) NOT NULL,
	spec JSON NOT NULL,
	origins JSON NOT NULL,
-- sqlite: 	"plan" JSON NOT NULL,
-- postgresql: 	plan JSON NOT NULL,
	policy JSON NOT NULL,
	items JSON NOT NULL,
	made_by VARCHAR(200) NOT NULL,
	at VARCHAR(32) NOT NULL,
	note TEXT NOT NULL,
	CONSTRAINT pk_revisions PRIMARY KEY (request, number),
	CONSTRAINT fk_revisions_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE TABLE journal (
	number BIGINT NOT NULL,
	operation VARCHAR(64) NOT NULL,
	request BIGINT NOT NULL,
	at VARCHAR(32) NOT NULL,
	step VARCHAR(200) NOT NULL,
	level VARCHAR(200) NOT NULL,
	text TEXT NOT NULL,
	correlation TEXT NOT NULL,
	CONSTRAINT pk_journal PRIMARY KEY (number),
	CONSTRAINT fk_journal_operation FOREIGN KEY(operation) REFERENCES operations (id)
);;
CREATE INDEX ix_journal_request ON journal (request);;
CREATE TABLE ledger (
	request BIGINT NOT NULL,
	step VARCHAR(120) NOT NULL,
	operation VARCHAR(64) NOT NULL,
	position BIGINT NOT NULL,
	fence BIGINT NOT NULL,
	kind VARCHAR(200) NOT NULL,
	title TEXT NOT NULL,
	name TEXT NOT NULL,
	stage VARCHAR(200) NOT NULL,
	intent_key VARCHAR(80) NOT NULL,
	payload_hash VARCHAR(200) NOT NULL,
	state VARCHAR(200) NOT NULL,
	resource TEXT NOT NULL,
	operation_url TEXT NOT NULL,
	correlation TEXT NOT NULL,
	detail TEXT NOT NULL,
	outcome JSON NOT NULL,
	intended_at VARCHAR(32) NOT NULL,
	sent_at VARCHAR(32),
	ended_at VARCHAR(32),
	CONSTRAINT pk_ledger PRIMARY KEY (request, step),
	CONSTRAINT ck_ledger_state_known CHECK (state IN ('intended', 'sent', 'done', 'failed', 'undone', 'left')),
	CONSTRAINT fk_ledger_request FOREIGN KEY(request) REFERENCES requests (number),
	CONSTRAINT fk_ledger_operation FOREIGN KEY(operation) REFERENCES operations (id),
	CONSTRAINT uq_ledger_intent_key UNIQUE (intent_key)
);;
-- sqlite: CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: revisions is append-only'); END;;
-- sqlite: CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: revisions is append-only'); END;;
-- sqlite: CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: reviews is append-only'); END;;
-- sqlite: CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: reviews is append-only'); END;;
-- sqlite: CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: journal is append-only'); END;;
-- sqlite: CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: journal is append-only'); END;;
-- sqlite: CREATE TRIGGER events_no_update BEFORE UPDATE ON events FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: events is append-only'); END;;
-- sqlite: CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: events is append-only'); END;;
-- sqlite: CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: audit is append-only'); END;;
-- sqlite: CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: audit is append-only'); END;;
-- sqlite: CREATE TRIGGER requests_no_delete BEFORE DELETE ON requests FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: a row of requests is never removed'); END;;
-- sqlite: CREATE TRIGGER operations_no_delete BEFORE DELETE ON operations FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: a row of operations is never removed'); END;;
-- sqlite: CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: a row of ledger is never removed'); END;;
-- sqlite: CREATE TRIGGER requests_terminal BEFORE UPDATE ON requests FOR EACH ROW WHEN OLD.state IN ('denied', 'expired', 'failed_clean', 'failed_leftovers', 'ready', 'ready_with_differences', 'superseded', 'withdrawn') AND NEW.state <> OLD.state BEGIN SELECT RAISE(ABORT, 'invariant: a finished request never changes its state'); END;;
-- sqlite: CREATE TRIGGER reviews_own BEFORE INSERT ON reviews FOR EACH ROW WHEN NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM revisions WHERE revisions.request = NEW.request AND revisions.made_by = NEW.person) BEGIN SELECT RAISE(ABORT, 'invariant: nobody approves what they made or edited'); END;;
-- sqlite: CREATE TRIGGER reviews_digest BEFORE INSERT ON reviews FOR EACH ROW WHEN NEW.verdict IN ('approve', 'deny') AND NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.request = NEW.request AND revisions.number = NEW.revision AND revisions.digest = NEW.digest) BEGIN SELECT RAISE(ABORT, 'invariant: a vote names a digest that exists'); END;;
-- sqlite: CREATE TRIGGER operations_started BEFORE INSERT ON operations FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM requests WHERE requests.number = NEW.request AND requests.state = 'running' AND requests.revision = NEW.revision) BEGIN SELECT RAISE(ABORT, 'invariant: an operation belongs to a started revision'); END;;
-- sqlite: CREATE TRIGGER operations_fence BEFORE UPDATE ON operations FOR EACH ROW WHEN NEW.fence < OLD.fence OR (OLD.state = 'done' AND NEW.state <> 'done') BEGIN SELECT RAISE(ABORT, 'invariant: a fence never falls and a done operation stays done'); END;;
-- sqlite: CREATE TRIGGER operations_revision BEFORE UPDATE ON operations FOR EACH ROW WHEN NEW.request <> OLD.request OR NEW.revision <> OLD.revision BEGIN SELECT RAISE(ABORT, 'invariant: an operation never changes what it carries out'); END;;
-- sqlite: CREATE TRIGGER ledger_payload BEFORE UPDATE ON ledger FOR EACH ROW WHEN NEW.payload_hash <> OLD.payload_hash OR NEW.intent_key <> OLD.intent_key BEGIN SELECT RAISE(ABORT, 'invariant: an intent never changes what it was for'); END;;
-- postgresql: CREATE FUNCTION revisions_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: revisions is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_no_update_check();;
-- postgresql: CREATE FUNCTION revisions_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: revisions is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_no_delete_check();;
-- postgresql: CREATE TRIGGER revisions_no_truncate BEFORE TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION revisions_no_delete_check();;
-- postgresql: CREATE FUNCTION reviews_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: reviews is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_no_update_check();;
-- postgresql: CREATE FUNCTION reviews_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: reviews is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_no_delete_check();;
-- postgresql: CREATE TRIGGER reviews_no_truncate BEFORE TRUNCATE ON reviews FOR EACH STATEMENT EXECUTE FUNCTION reviews_no_delete_check();;
-- postgresql: CREATE FUNCTION journal_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: journal is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION journal_no_update_check();;
-- postgresql: CREATE FUNCTION journal_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: journal is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_no_delete_check();;
-- postgresql: CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_no_delete_check();;
-- postgresql: CREATE FUNCTION events_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: events is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER events_no_update BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_no_update_check();;
-- postgresql: CREATE FUNCTION events_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: events is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_no_delete_check();;
-- postgresql: CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION events_no_delete_check();;
-- postgresql: CREATE FUNCTION audit_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: audit is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_no_update_check();;
-- postgresql: CREATE FUNCTION audit_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: audit is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_no_delete_check();;
-- postgresql: CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_no_delete_check();;
-- postgresql: CREATE FUNCTION requests_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: a row of requests is never removed'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER requests_no_delete BEFORE DELETE ON requests FOR EACH ROW EXECUTE FUNCTION requests_no_delete_check();;
-- postgresql: CREATE TRIGGER requests_no_truncate BEFORE TRUNCATE ON requests FOR EACH STATEMENT EXECUTE FUNCTION requests_no_delete_check();;
-- postgresql: CREATE FUNCTION operations_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: a row of operations is never removed'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER operations_no_delete BEFORE DELETE ON operations FOR EACH ROW EXECUTE FUNCTION operations_no_delete_check();;
-- postgresql: CREATE TRIGGER operations_no_truncate BEFORE TRUNCATE ON operations FOR EACH STATEMENT EXECUTE FUNCTION operations_no_delete_check();;
-- postgresql: CREATE FUNCTION ledger_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: a row of ledger is never removed'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_no_delete_check();;
-- postgresql: CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_delete_check();;
-- postgresql: CREATE FUNCTION requests_terminal_check() RETURNS trigger AS $$ BEGIN IF OLD.state IN ('denied', 'expired', 'failed_clean', 'failed_leftovers', 'ready', 'ready_with_differences', 'superseded', 'withdrawn') AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'invariant: a finished request never changes its state'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER requests_terminal BEFORE UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION requests_terminal_check();;
-- postgresql: CREATE FUNCTION reviews_own_check() RETURNS trigger AS $$ BEGIN IF NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM revisions WHERE revisions.request = NEW.request AND revisions.made_by = NEW.person) THEN RAISE EXCEPTION 'invariant: nobody approves what they made or edited'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER reviews_own BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_own_check();;
-- postgresql: CREATE FUNCTION reviews_digest_check() RETURNS trigger AS $$ BEGIN IF NEW.verdict IN ('approve', 'deny') AND NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.request = NEW.request AND revisions.number = NEW.revision AND revisions.digest = NEW.digest) THEN RAISE EXCEPTION 'invariant: a vote names a digest that exists'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER reviews_digest BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_digest_check();;
-- postgresql: CREATE FUNCTION operations_started_check() RETURNS trigger AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM requests WHERE requests.number = NEW.request AND requests.state = 'running' AND requests.revision = NEW.revision) THEN RAISE EXCEPTION 'invariant: an operation belongs to a started revision'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER operations_started BEFORE INSERT ON operations FOR EACH ROW EXECUTE FUNCTION operations_started_check();;
-- postgresql: CREATE FUNCTION operations_fence_check() RETURNS trigger AS $$ BEGIN IF NEW.fence < OLD.fence OR (OLD.state = 'done' AND NEW.state <> 'done') THEN RAISE EXCEPTION 'invariant: a fence never falls and a done operation stays done'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER operations_fence BEFORE UPDATE ON operations FOR EACH ROW EXECUTE FUNCTION operations_fence_check();;
-- postgresql: CREATE FUNCTION operations_revision_check() RETURNS trigger AS $$ BEGIN IF NEW.request <> OLD.request OR NEW.revision <> OLD.revision THEN RAISE EXCEPTION 'invariant: an operation never changes what it carries out'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER operations_revision BEFORE UPDATE ON operations FOR EACH ROW EXECUTE FUNCTION operations_revision_check();;
-- postgresql: CREATE FUNCTION ledger_payload_check() RETURNS trigger AS $$ BEGIN IF NEW.payload_hash <> OLD.payload_hash OR NEW.intent_key <> OLD.intent_key THEN RAISE EXCEPTION 'invariant: an intent never changes what it was for'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER ledger_payload BEFORE UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_payload_check();;

CREATE TABLE delegations (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	person VARCHAR(200) NOT NULL,
	delegate VARCHAR(200) NOT NULL,
	since VARCHAR(32) NOT NULL,
	until VARCHAR(32) NOT NULL,
	reason TEXT NOT NULL,
	kinds JSON NOT NULL,
	made_at VARCHAR(32) NOT NULL,
	ended_at VARCHAR(32),
	CONSTRAINT pk_delegations PRIMARY KEY (number),
	CONSTRAINT ck_delegations_two_people CHECK (person <> delegate)
);;
CREATE INDEX ix_delegations_person ON delegations (person);;
CREATE TABLE deliveries (
	id VARCHAR(200) NOT NULL,
	channel VARCHAR(200) NOT NULL,
	event BIGINT NOT NULL,
	topic VARCHAR(200) NOT NULL,
	subject VARCHAR(64) NOT NULL,
	what TEXT NOT NULL,
	people JSON NOT NULL,
	state VARCHAR(200) NOT NULL,
	attempts BIGINT NOT NULL,
	detail TEXT NOT NULL,
	made_at VARCHAR(32) NOT NULL,
	next_at VARCHAR(32) NOT NULL,
	ended_at VARCHAR(32),
	CONSTRAINT pk_deliveries PRIMARY KEY (id),
	CONSTRAINT ck_deliveries_state_known CHECK (state IN ('waiting', 'sent', 'dead'))
);;
CREATE INDEX ix_deliveries_state_next ON deliveries (state, next_at);;
CREATE TABLE directory_readings (
	source VARCHAR(40) NOT NULL,
	value JSON NOT NULL,
	digest VARCHAR(64) NOT NULL,
	observed_at VARCHAR(32),
	tried_at VARCHAR(32) NOT NULL,
	fault TEXT NOT NULL,
	CONSTRAINT pk_directory_readings PRIMARY KEY (source),
	CONSTRAINT ck_directory_readings_tried_when_seen CHECK (observed_at <= tried_at)
);;
CREATE TABLE evidence (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	model VARCHAR(200) NOT NULL,
	version VARCHAR(200) NOT NULL,
	artefact VARCHAR(200) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	body JSON NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	source VARCHAR(200) NOT NULL,
	submitted_by VARCHAR(200) NOT NULL,
	job VARCHAR(200) NOT NULL,
-- sqlite: 	"commit" VARCHAR(200) NOT NULL,
-- postgresql: 	commit VARCHAR(200) NOT NULL,
	made_at VARCHAR(32) NOT NULL,
	at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_evidence PRIMARY KEY (number),
	CONSTRAINT ck_evidence_source_known CHECK (source IN ('ci', 'job', 'person', 'portal')),
	CONSTRAINT ck_evidence_artefact_named CHECK (artefact <> ''),
	CONSTRAINT ck_evidence_not_of_the_future CHECK (made_at <= at),
	CONSTRAINT ck_evidence_handed_in_by_somebody CHECK (source NOT IN ('ci', 'person') OR submitted_by <> '')
);;
CREATE INDEX ix_evidence_artefact ON evidence (artefact);;
CREATE INDEX ix_evidence_model_version ON evidence (model, version);;
CREATE UNIQUE INDEX uq_evidence_of_a_job ON evidence (job, artefact, version, model, kind, sha256) WHERE source = 'job';;
CREATE TABLE model_assignments (
	source VARCHAR(300) NOT NULL,
	model VARCHAR(260) NOT NULL,
	workspace VARCHAR(200) NOT NULL,
	project VARCHAR(200) NOT NULL,
	assigned_by VARCHAR(200) NOT NULL,
	at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_model_assignments PRIMARY KEY (source, model)
);;
CREATE TABLE notice_head (
	name VARCHAR(40) NOT NULL,
	number BIGINT NOT NULL,
	CONSTRAINT pk_notice_head PRIMARY KEY (name)
);;
CREATE TABLE notice_wishes (
	person VARCHAR(64) NOT NULL,
	topic VARCHAR(40) NOT NULL,
	channel VARCHAR(64) NOT NULL,
	wanted BOOLEAN NOT NULL,
	CONSTRAINT pk_notice_wishes PRIMARY KEY (person, topic, channel)
);;
CREATE TABLE notices (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	person VARCHAR(64) NOT NULL,
	about VARCHAR(200) NOT NULL,
	event BIGINT NOT NULL,
	topic VARCHAR(200) NOT NULL,
	subject VARCHAR(64) NOT NULL,
	what TEXT NOT NULL,
	listed BOOLEAN NOT NULL,
	at VARCHAR(32) NOT NULL,
	seen_at VARCHAR(32),
	CONSTRAINT pk_notices PRIMARY KEY (number),
	CONSTRAINT uq_notices_about UNIQUE (person, about)
);;
CREATE INDEX ix_notices_person_number ON notices (person, number);;
CREATE TABLE observation_history (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	source VARCHAR(300) NOT NULL,
	subject VARCHAR(300) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	workspace VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	status VARCHAR(200) NOT NULL,
	value JSON NOT NULL,
	detail TEXT NOT NULL,
	observed_at VARCHAR(32) NOT NULL,
	since VARCHAR(32) NOT NULL,
	until VARCHAR(32) NOT NULL,
	CONSTRAINT pk_observation_history PRIMARY KEY (number)
);;
CREATE INDEX ix_observation_history_until ON observation_history (until);;
ALTER TABLE observations ADD COLUMN since VARCHAR(32);;
ALTER TABLE requests ADD COLUMN starts_at VARCHAR(32);;
CREATE TABLE watches (
	id VARCHAR(40) NOT NULL,
	person VARCHAR(64) NOT NULL,
	compute VARCHAR(200) NOT NULL,
	nodes BIGINT NOT NULL,
	project VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	subscription VARCHAR(200) NOT NULL,
	region VARCHAR(200) NOT NULL,
	family VARCHAR(200) NOT NULL,
	priority VARCHAR(200) NOT NULL,
	cores BIGINT NOT NULL,
	made_at VARCHAR(32) NOT NULL,
	free_at VARCHAR(32),
	CONSTRAINT pk_watches PRIMARY KEY (id),
	CONSTRAINT uq_watches_wanted UNIQUE (person, compute, subscription, region, priority, cores)
);;
CREATE INDEX ix_watches_person ON watches (person);;
CREATE TABLE afterwards (
	request BIGINT NOT NULL,
	what VARCHAR(200) NOT NULL,
	person VARCHAR(200) NOT NULL,
	since VARCHAR(32) NOT NULL,
	due_at VARCHAR(32) NOT NULL,
	done_at VARCHAR(32),
	done_by VARCHAR(200),
	agrees BIGINT,
	said TEXT NOT NULL,
	barred JSON NOT NULL,
	CONSTRAINT pk_afterwards PRIMARY KEY (request),
	CONSTRAINT ck_afterwards_what_known CHECK (what IN ('reason', 'review')),
	CONSTRAINT fk_afterwards_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_afterwards_person ON afterwards (person);;
CREATE TABLE counter_proposals (
-- sqlite: 	number INTEGER NOT NULL,
-- postgresql: 	number BIGSERIAL NOT NULL,
	request BIGINT NOT NULL,
	revision INTEGER NOT NULL,
	person VARCHAR(200) NOT NULL,
	spec JSON NOT NULL,
	reason TEXT NOT NULL,
	at VARCHAR(32) NOT NULL,
	state VARCHAR(200) NOT NULL,
	ended_at VARCHAR(32),
	bars BOOLEAN NOT NULL,
	CONSTRAINT pk_counter_proposals PRIMARY KEY (number),
	CONSTRAINT ck_counter_proposals_state_known CHECK (state IN ('open', 'accepted', 'declined')),
	CONSTRAINT fk_counter_proposals_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_counter_proposals_request ON counter_proposals (request);;
ALTER TABLE reviews ADD COLUMN in_place_of VARCHAR(200);;
CREATE TABLE served (
	request BIGINT NOT NULL,
	version VARCHAR(200) NOT NULL,
	project VARCHAR(200) NOT NULL,
	model VARCHAR(200) NOT NULL,
	stage VARCHAR(200) NOT NULL,
	workspace VARCHAR(200) NOT NULL,
	endpoint VARCHAR(200) NOT NULL,
	deployment VARCHAR(200) NOT NULL,
	kind VARCHAR(200) NOT NULL,
	artefact VARCHAR(400) NOT NULL,
	how VARCHAR(200) NOT NULL,
	at VARCHAR(32) NOT NULL,
	verified_healthy_at VARCHAR(32),
	revoked_at VARCHAR(32),
	CONSTRAINT pk_served PRIMARY KEY (request, version),
	CONSTRAINT ck_served_how_known CHECK (how IN ('promotion', 'break-glass', 'rollback', 'adopted', 'found')),
	CONSTRAINT fk_served_request FOREIGN KEY(request) REFERENCES requests (number)
);;
CREATE INDEX ix_served_model ON served (project, model, stage);;
-- sqlite: CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: evidence is append-only'); END;;
-- sqlite: CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'invariant: evidence is append-only'); END;;
-- sqlite: CREATE TRIGGER reviews_proposed BEFORE INSERT ON reviews FOR EACH ROW WHEN NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM counter_proposals WHERE counter_proposals.request = NEW.request AND counter_proposals.person = NEW.person AND counter_proposals.state = 'accepted' AND counter_proposals.bars) BEGIN SELECT RAISE(ABORT, 'invariant: nobody approves what they proposed'); END;;
-- sqlite: CREATE TRIGGER operations_ended BEFORE UPDATE ON operations FOR EACH ROW WHEN NEW.state = 'done' AND NEW.ended_at IS NULL BEGIN SELECT RAISE(ABORT, 'invariant: a done operation has an end'); END;;
-- postgresql: CREATE FUNCTION evidence_no_update_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: evidence is append-only'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_no_update_check();;
-- postgresql: CREATE FUNCTION evidence_no_delete_check() RETURNS trigger AS $$ BEGIN IF true THEN RAISE EXCEPTION 'invariant: evidence is append-only'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_no_delete_check();;
-- postgresql: CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence FOR EACH STATEMENT EXECUTE FUNCTION evidence_no_delete_check();;
-- postgresql: CREATE FUNCTION reviews_proposed_check() RETURNS trigger AS $$ BEGIN IF NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM counter_proposals WHERE counter_proposals.request = NEW.request AND counter_proposals.person = NEW.person AND counter_proposals.state = 'accepted' AND counter_proposals.bars) THEN RAISE EXCEPTION 'invariant: nobody approves what they proposed'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER reviews_proposed BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION reviews_proposed_check();;
-- postgresql: CREATE FUNCTION operations_ended_check() RETURNS trigger AS $$ BEGIN IF NEW.state = 'done' AND NEW.ended_at IS NULL THEN RAISE EXCEPTION 'invariant: a done operation has an end'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;;
-- postgresql: CREATE TRIGGER operations_ended BEFORE UPDATE ON operations FOR EACH ROW EXECUTE FUNCTION operations_ended_check();;

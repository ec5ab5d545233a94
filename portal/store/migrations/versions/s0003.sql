CREATE TABLE app_roles (
	object_id VARCHAR(64) NOT NULL,
	roles JSON NOT NULL,
	issued_at INTEGER NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_app_roles PRIMARY KEY (object_id),
	CONSTRAINT ck_app_roles_app_roles_issued CHECK (issued_at > 0)
);;
ALTER TABLE requests ADD COLUMN reminded_at VARCHAR(32);;
ALTER TABLE requests ADD COLUMN escalated_at VARCHAR(32);;
ALTER TABLE requests ADD COLUMN escalated_to VARCHAR(200);;
ALTER TABLE requests ADD COLUMN again_of BIGINT;;
CREATE UNIQUE INDEX uq_requests_again_of ON requests (again_of);;
ALTER TABLE reviews ADD COLUMN code VARCHAR(200);;

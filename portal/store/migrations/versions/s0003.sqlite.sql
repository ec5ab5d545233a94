ALTER TABLE requests ADD COLUMN reminded_at VARCHAR(32)
;;
ALTER TABLE requests ADD COLUMN escalated_at VARCHAR(32)
;;
ALTER TABLE requests ADD COLUMN escalated_to VARCHAR(200)
;;
ALTER TABLE requests ADD COLUMN again_of BIGINT
;;
CREATE UNIQUE INDEX uq_requests_again_of ON requests (again_of)
;;
ALTER TABLE reviews ADD COLUMN code VARCHAR(200)

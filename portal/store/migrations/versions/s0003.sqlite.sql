ALTER TABLE requests ADD COLUMN reminded_at VARCHAR(32)
;;
ALTER TABLE requests ADD COLUMN escalated_at VARCHAR(32)
;;
ALTER TABLE requests ADD COLUMN escalated_to VARCHAR(200)

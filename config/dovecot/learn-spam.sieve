# A user put a message into Junk.
require ["vnd.dovecot.pipe", "copy", "imapsieve"];

pipe :copy "tamis-learn" ["spam"];

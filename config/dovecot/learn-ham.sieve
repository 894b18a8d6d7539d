# A user took a message out of Junk. One that is thrown away is no ham for that.
require ["vnd.dovecot.pipe", "copy", "imapsieve", "environment"];

if environment :is "imap.mailbox" ["Trash", "Deleted Items", "Deleted Messages"] {
    stop;
}
pipe :copy "tamis-learn" ["ham"];

/// The program that perl runs for ``SpamAssassin``.
///
/// On its standard input stand requests, a line each: `score PATH`, `ham PATH`, `spam PATH`, `fresh`. It answers each with a
/// line: the probability, 0.5 where its Bayes has none, or `done`.
enum SpamAssassinScript {
    /// Of the installed rules only the settings of Bayes and the list of top-level domains count: the score is the
    /// probability that the one rule here is asked about. Without the two lines on the least numbers, it would say nothing
    /// before it has learned 200 messages of each class.
    static let text = #"""
        use strict;
        use warnings;
        use DB_File;
        use Mail::SpamAssassin;

        my ($folder) = @ARGV;
        my $filter = Mail::SpamAssassin->new({ config_text => '' });
        my $rules = $filter->first_existing_path(@Mail::SpamAssassin::default_rules_path) // '';
        my $settings = '';
        for my $path (glob("$rules/*.cf $rules/*/*.cf")) {
            open(my $file, '<', $path) or die "$path: $!\n";
            $settings .= join('', grep { /^\s*(?:bayes_|(?:clear_)?util_rb_)/ } <$file>);
        }
        my $models = 0;
        my $is_learning = 0;

        sub fresh {
            $filter->finish;
            $models++;
            $is_learning = 0;
            $filter = Mail::SpamAssassin->new({
                config_text => $settings . <<"END",
        loadplugin Mail::SpamAssassin::Plugin::Check
        loadplugin Mail::SpamAssassin::Plugin::Bayes
        body BAYES eval:check_bayes('0.00', '1.00')
        use_bayes 1
        bayes_path $folder/$models
        bayes_store_module Mail::SpamAssassin::BayesStore::DBM
        bayes_auto_learn 0
        bayes_auto_expire 0
        bayes_min_ham_num 1
        bayes_min_spam_num 1
        lock_method flock
        dns_available no
        END
                userstate_dir => $folder,
                home_dir_for_helpers => $folder,
                local_tests_only => 1,
                dont_copy_prefs => 1,
            });
            $filter->init(1);
        }

        # What was learned can be read once the database was closed.
        sub learning {
            my ($is_wanted) = @_;
            return if $is_wanted == $is_learning;
            $is_learning = $is_wanted;
            return $filter->finish_learner unless $is_wanted;
            $filter->init_learner({ caller_will_untie => 1, wait_for_lock => 1 });
        }

        $| = 1;
        binmode(STDIN);
        fresh();
        while (my $request = <STDIN>) {
            chomp $request;
            my ($order, $path) = split(/ /, $request, 2);
            my $answer = 'done';
            if ($order eq 'fresh') {
                fresh();
            } else {
                open(my $file, '<:raw', $path) or die "$path: $!\n";
                my $message = $filter->parse(do { local $/; scalar(<$file>) }, 1);
                if ($order eq 'score') {
                    learning(0);
                    my $status = $filter->check($message);
                    $answer = sprintf('%.17g', $status->{bayes_score} // 0.5);
                    $status->finish;
                } else {
                    learning(1);
                    $filter->learn($message, undef, $order eq 'spam', 0)->finish;
                }
                $message->finish;
            }
            print "$answer\n";
        }
        """#
}

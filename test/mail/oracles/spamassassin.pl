# Scores messages without the network, as `spamassassin -L` does. Prints: file, tab, score, tab, rules.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Mail::SpamAssassin;

my $home = tempdir(CLEANUP => 1);
my $assassin = Mail::SpamAssassin->new({
    local_tests_only => 1,
    dont_copy_prefs => 1,
    userprefs_filename => "$home/none",
    userstate_dir => $home,
    home_dir_for_helpers => $home,
    # Nobody can help having an apostrophe in their address.
    post_config_text => "use_bayes 0\nuse_auto_whitelist 0\nscore APOSTROPHE_TOCC 0\n",
});
$assassin->init(1);
for my $path (@ARGV) {
    open my $file, '<:raw', $path or die "$path: $!";
    my $mail = $assassin->parse([<$file>]);
    my $status = $assassin->check($mail);
    printf "%s\t%.1f\t%s\n", $path, $status->get_score, $status->get_names_of_tests_hit;
    $status->finish;
    $mail->finish;
}

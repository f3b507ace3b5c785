# Verifies messages with Mail::DKIM, which asks a DNS server on the loopback: the first argument, host:port.
# Prints a line for each signature: file, tab, result, tab, selector, tab, signed fields.
use strict;
use warnings;
use Mail::DKIM::DNS;
use Mail::DKIM::Verifier;
use Net::DNS::Resolver;

my ($host, $port) = split /:/, shift @ARGV;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => [$host], port => $port, recurse => 0));
for my $path (@ARGV) {
    my $verifier = Mail::DKIM::Verifier->new;
    open my $file, '<:raw', $path or die "$path: $!";
    while (my $line = <$file>) {
        $line =~ s/\r?\n\z//;
        $verifier->PRINT("$line\r\n");
    }
    $verifier->CLOSE;
    printf "%s\t%s\t%s\t%s\n", $path, $_->result, $_->selector, lc join(':', $_->headerlist)
        for $verifier->signatures;
}

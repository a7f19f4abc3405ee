# Tries to get out of a unit: walls.rs runs it inside. Arguments: the processor, this desk's name,
# the name of another desk on the host.
use strict;
use POSIX;
use Socket;

my ($processor, $own, $other) = @ARGV;
my ($mount, $unshare, $ptrace, $mmap, $mprotect) =
    $processor eq "x86_64" ? (165, 272, 101, 9, 10) : (40, 97, 117, 222, 226);
my ($AF_NETLINK, $AF_PACKET, $CLONE_NEWUSER, $PTRACE_ATTACH) = (16, 17, 0x10000000, 16);

sub tell_of { my ($name, $done) = @_; print "$name\t", ($done ? "yes" : "no: $!"), "\n"; }
sub writes {
    my ($path, $file) = @_;
    open($file, ">", $path) or return 0;
    close($file);
    unlink($path);
    return 1;
}
sub lists { my ($path, $folder) = @_; return opendir($folder, $path); }
sub reads { my ($path, $file) = @_; return open($file, "<", $path) && defined(readline($file)); }
sub runs {
    my ($path) = @_;
    pipe(my $from, my $to);
    my $child = fork();
    if (!$child) {
        exec { $path } $path, "-c", "exit 0";
        syswrite($to, $! + 0);
        POSIX::_exit(9);
    }
    waitpid($child, 0);
    my $ran = $? == 0;
    close($to);
    sysread($from, my $why, 9);
    $! = $why || 0;
    return $ran;
}

my $vault = "/var/lib/sourdine/$own/probe";
tell_of("write the vault", writes($vault));
tell_of("write /etc", writes("/etc/probe"));
tell_of("write /usr", writes("/usr/probe"));
tell_of("write /var", writes("/var/probe") || writes("/var/lib/probe"));
tell_of("write /run", writes("/run/probe") || writes("/run/sourdine/$own/probe"));
tell_of("write the configuration", writes("/etc/sourdine/$own/probe") || open(my $file, ">>", "/etc/sourdine/$own/server.toml"));
tell_of("write the key", writes("/run/sourdine-key/$own/probe"));
tell_of("read shadow", reads("/etc/shadow"));
tell_of("read the neighbour's vault", lists("/var/lib/sourdine/$other"));
tell_of("read the neighbour's key", lists("/run/sourdine-key/$other"));
tell_of("read the neighbour's configuration", lists("/etc/sourdine/$other"));
tell_of("read the journal", grep { reads($_) } </run/log/journal/*/*.journal /var/log/journal/*/*.journal>);
tell_of("read another process", lists("/proc/1"));
tell_of("list the drives", grep { lists($_) } ("/srv", "/mnt", "/media", "/opt", "/boot"));
tell_of("write shared memory", writes("/dev/shm/probe"));
tell_of("read the memory's state", reads("/proc/meminfo"));
socket(my $bus, PF_UNIX, SOCK_STREAM, 0);
tell_of("reach the bus", connect($bus, pack_sockaddr_un("/run/dbus/system_bus_socket")));
tell_of("an internet socket", socket(my $internet, PF_INET, SOCK_STREAM, 0));
tell_of("a raw socket", socket(my $raw, $AF_PACKET, SOCK_RAW, 0));
tell_of("a netlink socket", socket(my $netlink, $AF_NETLINK, SOCK_RAW, 0));
tell_of("run a shell", runs("/bin/sh"));
open(my $of_vault, ">", $vault);
print $of_vault "#!/bin/true\n" if $of_vault;
close($of_vault) if $of_vault;
chmod(0700, $vault);
tell_of("run what it wrote", runs($vault));
unlink($vault);
my ($none, $tmpfs, $at) = ("none", "tmpfs", "/tmp");
tell_of("mount", syscall($mount, $none, $at, $tmpfs, 0, 0) == 0);
tell_of("make a namespace", syscall($unshare, $CLONE_NEWUSER) == 0);
tell_of("trace a process", syscall($ptrace, $PTRACE_ATTACH, getppid(), 0, 0) == 0);
tell_of("be root", POSIX::setuid(0));
# Readable and writable, private, of no file; then readable and executable.
my $page = syscall($mmap, 0, 4096, 3, 0x22, -1, 0);
tell_of("make memory code", syscall($mprotect, $page, 4096, 5) == 0);

//! What the files of a private network's tors say. Each line was measured: without some of them a
//! network comes up now and then only.

use std::path::Path;

/// A torrc, line by line.
#[derive(Clone, Default)]
pub(super) struct Torrc(Vec<String>);

/// Where a tor listens for others of the network.
#[derive(Clone, Copy)]
pub(super) struct Listens {
    /// For circuits.
    pub(super) onion: u16,
    /// For the directory; relays have none.
    pub(super) directory: Option<u16>,
}

impl Torrc {
    /// Adds a line.
    #[must_use]
    pub(super) fn line(mut self, line: impl Into<String>) -> Self {
        self.0.push(line.into());
        self
    }

    /// Adds lines.
    fn lines(mut self, lines: &[&str]) -> Self {
        self.0.extend(lines.iter().map(|line| (*line).to_owned()));
        self
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|line| format!("{line}\n")).collect()
    }

    /// What every tor of the network has.
    pub(super) fn of_anybody(folder: &Path, name: &str, authorities: &str) -> Self {
        let folder = folder.display();
        Self::default()
            .lines(&[
                "TestingTorNetwork 1",
                "RunAsDaemon 0",
                "SafeLogging 0",
                "CookieAuthentication 0",
                "GeoIPFile /dev/null",
                "GeoIPv6File /dev/null",
                "Log notice stdout",
                // Circuits on one machine are there within milliseconds: the patience that tor
                // learns from these is too short once the machine is busy.
                "LearnCircuitBuildTimeout 0",
                "CircuitBuildTimeout 15",
            ])
            .line(format!("Nickname {name}"))
            .line(format!("DataDirectory {folder}/data"))
            .line(format!("ControlSocket {folder}/control"))
            .line(format!("__OwningControllerProcess {}", std::process::id()))
            .line(authorities)
    }

    /// What relays and authorities have besides.
    pub(super) fn relay(self, listens: Listens) -> Self {
        self.lines(&[
            "SocksPort 0",
            "AvoidDiskWrites 1",
            "Address 127.0.0.1",
            "AssumeReachable 1",
            "ContactInfo test@test.invalid",
            "ExitRelay 0",
            "ExitPolicy reject *:*",
            // Else one relay may get all the weight and the others none, and clients wait at 95 %
            // for ever.
            "TestingMinTimeToReportBandwidth 1 day",
            "TestingServerConsensusDownloadInitialDelay 10",
        ])
        .line(format!("ORPort 127.0.0.1:{} IPv4Only", listens.onion))
    }

    /// What authorities have besides.
    pub(super) fn authority(self, listens: Listens) -> Self {
        let directory = listens.directory.unwrap_or_default();
        self.relay(listens)
            .lines(&[
                "AuthoritativeDirectory 1",
                "V3AuthoritativeDirectory 1",
                // A first consensus that misses a router is mended by the next one soon.
                "V3AuthVotingInterval 20",
                "V3AuthVoteDelay 2",
                "V3AuthDistDelay 2",
                "V3AuthNIntervalsValid 3",
                "TestingV3AuthInitialVotingInterval 10",
                "TestingV3AuthInitialVoteDelay 2",
                "TestingV3AuthInitialDistDelay 2",
                "TestingAuthDirTimeToLearnReachability 0",
                "TestingDirAuthVoteGuard *",
                "TestingDirAuthVoteHSDir *",
                "MinUptimeHidServDirectoryV2 0",
            ])
            .line(format!("DirPort 127.0.0.1:{directory} IPv4Only"))
    }

    /// What a person's tor has besides: a place for their browser or command line, and their keys
    /// to onions.
    pub(super) fn client(self, socks: u16, keys: &Path) -> Self {
        self.line(format!("SocksPort 127.0.0.1:{socks}"))
            .line("AvoidDiskWrites 1")
            // Whoever is kept out is told so after this time, and is kept out several times in a
            // story.
            .line("SocksTimeout 60")
            // Whoever looked a name up themselves is refused.
            .line("SafeSocks 1")
            .line(format!("ClientOnionAuthDir {}", keys.display()))
    }
}

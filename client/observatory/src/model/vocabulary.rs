//! The closed lists that an observatory is searched by. Each word stands in entries, JSON and
//! addresses as its key, and in pages as the text of `client/observatory/locales/site.*.ftl`.

use serde::{Deserialize, Serialize};

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $key)] $variant),+ }

        impl $name {
            /// All of them, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As in entries, JSON and addresses.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }
        }
    };
}

vocabulary! {
    Technology {
        Cctv = "cctv",
        /// Software that claims to see behaviour.
        BehaviourAnalytics = "behaviour-analytics",
        /// Software that claims to see crowds and their movements.
        CrowdDetection = "crowd-detection",
        FlowCounting = "flow-counting",
        /// Automatic reading of number plates.
        NumberPlates = "number-plates",
        AutomaticFines = "automatic-fines",
        FaceRecognition = "face-recognition",
        /// Software that claims to see emotions.
        EmotionRecognition = "emotion-recognition",
        Drone = "drone",
        Helicopter = "helicopter",
        Balloon = "balloon",
        /// Microphones that report noises.
        NoiseSensor = "noise-sensor",
        /// Microphones that report shots.
        ShotDetection = "shot-detection",
        /// Cameras worn by agents.
        BodyCamera = "body-camera",
        /// Crossing the town's data.
        BigDataObservatory = "big-data-observatory",
        /// Software that claims to foresee offences.
        PredictivePolicing = "predictive-policing",
        /// One screen over all systems.
        Hypervisor = "hypervisor",
        /// A file on people.
        File = "file",
        ImsiCatcher = "imsi-catcher",
        /// Following phones by Wi-Fi or Bluetooth.
        RadioTracking = "radio-tracking",
        SocialNetworks = "social-networks",
        AccessControl = "access-control",
        /// Applications by which residents report.
        ReportingApp = "reporting-app",
        Robot = "robot",
        /// Anything else: the body says what.
        Other = "other",
    }
}

vocabulary! {
    /// How far it has come.
    Status {
        /// Said, with nothing to show for it.
        Rumour = "rumour",
        Planned = "planned",
        /// Voted by an assembly.
        Voted = "voted",
        /// Authorised by the State.
        Authorised = "authorised",
        /// Tried, now or once.
        Trial = "trial",
        Deployed = "deployed",
        Suspended = "suspended",
        Abandoned = "abandoned",
        /// Annulled by a court.
        Annulled = "annulled",
        /// The sources do not say.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What an assertion rests on.
    Confidence {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
    }
}

vocabulary! {
    /// What a place is.
    PlaceKind {
        Commune = "commune",
        /// A part of one or several communes.
        District = "district",
        /// A group of communes.
        Intercommunality = "intercommunality",
        Departement = "departement",
        Region = "region",
    }
}

vocabulary! {
    /// How precise a position is. An exact one can tell who leaked, so there is no word for it.
    Precision {
        /// The middle of the commune.
        Commune = "commune",
        /// The middle of the part of town that everybody knows.
        District = "district",
        /// The middle of the département or région.
        Wide = "wide",
    }
}

vocabulary! {
    /// What a source is.
    SourceKind {
        /// A newspaper or news site.
        Press = "press",
        /// A public body's own document.
        Official = "official",
        /// A court's or an authority's decision.
        Decision = "decision",
        /// A company's own words.
        Vendor = "vendor",
        Association = "association",
        /// A document published with the entry.
        Document = "document",
    }
}

vocabulary! {
    /// How a document came to be published.
    Origin {
        /// A person handed it over.
        Source = "source",
        /// Obtained by asking for it.
        FreedomOfInformation = "freedom-of-information",
        Public = "public",
    }
}

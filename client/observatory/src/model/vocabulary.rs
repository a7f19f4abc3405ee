//! The closed lists that an observatory is searched by. Each word stands in entries, JSON and addresses as its key, and in pages as the
//! text of `client/observatory/locales/site.*.ftl`.

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
    /// What is used.
    Technology {
        /// Cameras, without more.
        Cctv = "cctv",
        /// Software that claims to see behaviour.
        BehaviourAnalytics = "behaviour-analytics",
        /// Software that claims to see crowds and their movements.
        CrowdDetection = "crowd-detection",
        /// Counting who passes.
        FlowCounting = "flow-counting",
        /// Automatic reading of number plates.
        NumberPlates = "number-plates",
        /// Fines from images.
        AutomaticFines = "automatic-fines",
        /// Recognising faces.
        FaceRecognition = "face-recognition",
        /// Software that claims to see emotions.
        EmotionRecognition = "emotion-recognition",
        /// Drones.
        Drone = "drone",
        /// Helicopters.
        Helicopter = "helicopter",
        /// Balloons.
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
        /// Catching phones' identities.
        ImsiCatcher = "imsi-catcher",
        /// Following phones by Wi-Fi or Bluetooth.
        RadioTracking = "radio-tracking",
        /// Watching social networks.
        SocialNetworks = "social-networks",
        /// Gates and badges.
        AccessControl = "access-control",
        /// Applications by which residents report.
        ReportingApp = "reporting-app",
        /// Robots.
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
        /// Announced or intended.
        Planned = "planned",
        /// Voted by an assembly.
        Voted = "voted",
        /// Authorised by the State.
        Authorised = "authorised",
        /// Tried, now or once.
        Trial = "trial",
        /// In use.
        Deployed = "deployed",
        /// Stopped for now.
        Suspended = "suspended",
        /// Given up.
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
        /// Official documents.
        A = "A",
        /// Two independent sources.
        B = "B",
        /// One source.
        C = "C",
        /// Alleged.
        D = "D",
    }
}

vocabulary! {
    /// What a place is.
    PlaceKind {
        /// A commune.
        Commune = "commune",
        /// A part of one or several communes.
        District = "district",
        /// A group of communes.
        Intercommunality = "intercommunality",
        /// A département.
        Departement = "departement",
        /// A région.
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
        /// An association's work.
        Association = "association",
        /// A document published with the entry.
        Document = "document",
    }
}

vocabulary! {
    /// How a document came to be published.
    Origin {
        /// Somebody handed it over.
        Source = "source",
        /// Obtained by asking for it.
        FreedomOfInformation = "freedom-of-information",
        /// It was public.
        Public = "public",
    }
}

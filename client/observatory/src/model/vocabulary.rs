//! The closed lists that an observatory is searched by. Each word stands in entries, JSON and
//! addresses as its key, and in pages as the text of `client/observatory/locales/site.*.ftl`.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A word of a closed list.
pub trait Word {
    /// What the keys of its texts begin with.
    const TEXTS: &'static str;

    /// The word as it stands in entries, JSON and addresses.
    fn key(&self) -> &'static str;
}

impl<W: Word> Word for &W {
    const TEXTS: &'static str = W::TEXTS;

    fn key(&self) -> &'static str {
        W::key(self)
    }
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident, $texts:literal, $case:literal, $variants:tt) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Deserialize, EnumString, Eq, Hash, IntoStaticStr, Ord, PartialEq,
            PartialOrd, Serialize, VariantArray,
        )]
        #[serde(rename_all = $case)]
        #[strum(serialize_all = $case)]
        pub enum $name $variants

        impl Word for $name {
            const TEXTS: &'static str = $texts;

            fn key(&self) -> &'static str {
                self.into()
            }
        }
    };
}

vocabulary! {
    Technology, "technology", "kebab-case", {
        Cctv,
        /// Software that claims to see behaviour.
        BehaviourAnalytics,
        /// Software that claims to see crowds and their movements.
        CrowdDetection,
        FlowCounting,
        /// Automatic reading of number plates.
        NumberPlates,
        AutomaticFines,
        FaceRecognition,
        /// Software that claims to see emotions.
        EmotionRecognition,
        Drone,
        Helicopter,
        Balloon,
        /// Microphones that report noises.
        NoiseSensor,
        /// Microphones that report shots.
        ShotDetection,
        /// Cameras worn by agents.
        BodyCamera,
        /// Crossing the town's data.
        BigDataObservatory,
        /// Software that claims to foresee offences.
        PredictivePolicing,
        /// One screen over all systems.
        Hypervisor,
        /// A file on people.
        File,
        ImsiCatcher,
        /// Following phones by Wi-Fi or Bluetooth.
        RadioTracking,
        SocialNetworks,
        AccessControl,
        /// Applications by which residents report.
        ReportingApp,
        Robot,
        /// Anything else: the body says what.
        Other,
    }
}

vocabulary! {
    /// How far it has come.
    Status, "status", "kebab-case", {
        /// Said, with nothing to show for it.
        Rumour,
        Planned,
        /// Voted by an assembly.
        Voted,
        /// Authorised by the State.
        Authorised,
        /// Tried, now or once.
        Trial,
        Deployed,
        Suspended,
        Abandoned,
        /// Annulled by a court.
        Annulled,
        /// The sources do not say.
        Unknown,
    }
}

vocabulary! {
    /// What an assertion rests on.
    Confidence, "confidence", "UPPERCASE", {
        A,
        B,
        C,
        D,
    }
}

vocabulary! {
    /// What a place is.
    PlaceKind, "place", "kebab-case", {
        Commune,
        /// A part of one or several communes.
        District,
        /// A group of communes.
        Intercommunality,
        Departement,
        Region,
    }
}

vocabulary! {
    /// How precise a position is. An exact one can tell who leaked, so there is no word for it.
    Precision, "precision", "kebab-case", {
        /// The middle of the commune.
        Commune,
        /// The middle of the part of town that everybody knows.
        District,
        /// The middle of the département or région.
        Wide,
    }
}

vocabulary! {
    /// What a source is.
    SourceKind, "source", "kebab-case", {
        /// A newspaper or news site.
        Press,
        /// A public body's own document.
        Official,
        /// A court's or an authority's decision.
        Decision,
        /// A company's own words.
        Vendor,
        Association,
        /// A document published with the entry.
        Document,
    }
}

vocabulary! {
    /// How a document came to be published.
    Origin, "origin", "kebab-case", {
        /// A person handed it over.
        Source,
        /// Obtained by asking for it.
        FreedomOfInformation,
        Public,
    }
}

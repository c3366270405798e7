public import Synchronization

/// Held while a descriptor is made that is not marked yet, and while a child is started.
///
/// A child that starts between the two would keep the other end of somebody's pipe open: a server of
/// the tests lives as long as their process, and whoever waits for the end of that pipe with it.
public let spawning = Mutex<Void>(())

package io.lvsfleet.controlplane.declared;

/// What a document says of one object; an [ObjectPath] says of which.
public sealed interface Fragment
    permits ClusterDocument,
        DeclaredDirectors,
        DeclaredNode,
        DeclaredVirtualIp,
        DeclaredService,
        DeclaredRealServer,
        DeclaredCheck {}

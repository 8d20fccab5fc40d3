#pragma once

namespace checkwatch::items {

/// Columns of the server table, in their first order.
enum ServerColumn : int {
    GlyphColumn, ///< what it is shown as, as a shape
    NameColumn,  ///< server
    BackendColumn,
    ExporterColumn, ///< instance
    StateColumn,
    CheckColumn,    ///< result of the last check
    FailuresColumn, ///< failures in the last minute
    SparklineColumn,
    AlertColumn, ///< the health alert that covers the server
    SessionsColumn,
    QueueColumn,
    Rate5xxColumn, ///< per second
    WeightColumn,
    FailuresTotalColumn, ///< check failures since HAProxy started
    DownsColumn,         ///< how often it went down
    SinceColumn,         ///< begin of the present state
    ServerColumnCount,
};

/// What a server table is sorted by.
struct ServerSort
{
    int column = -1; ///< ServerColumn; -1 (and columns without an order of their own) = urgency
    bool descending = false;

    bool operator==(const ServerSort&) const = default;
};

/// What rows are gathered under.
enum class Grouping : unsigned char {
    None,
    Backend,  ///< job, instance, proxy
    Exporter, ///< job, instance
    Server,   ///< proxy and server, across exporters: "failing from 12 of 40"
};

} // namespace checkwatch::items

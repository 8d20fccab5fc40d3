#pragma once

#include "ui/common/exporternames.h"
#include "ui/wall/composer.h"
#include "ui/wall/layout.h"
#include "ui/wall/places.h"
#include "ui/wall/tileplan.h"
#include "ui/wall/trend.h"
#include "ui/wall/verdict.h"
#include "ui/wall/worst.h"

/// The parts of the wall, each put into a scene from values alone.
namespace checkwatch::wall {

/// What all parts are drawn from.
struct Moment
{
    const fleet::Snapshot& snapshot;
    const common::ExporterNames& exporters;
    workstation::FleetTotals totals;
    base::Timestamp now{};
    common::Zone zone = common::Zone::Local;
    const Counted& counted; ///< of the snapshot
    Verdict verdict;
    bool filtered = false; ///< the snapshot is a part of the fleet
    bool drill = false;    ///< recorded: `now` is a time of then
    QString note;          ///< of the wall itself; "" for none
};

/// The verdict, the counts, the clock, how old the data is, and something that moves each second: `beat` counts up.
void addHeader(Composer& composer, const QRectF& area, bool twoLines, const Moment& moment, std::uint64_t beat);

/// What is not shown or does not count, so that nobody takes a part for the whole, and at the right what the tiles show.
void addScope(Composer& composer, const QRectF& line, const QString& scope, const QString& page);

/// The list, page `page` of what is not pinned; how many pages there are.
int addWorst(Composer& composer, const QRectF& area, const WorstList& list, int page);

/// "Servers not well, last hour", or failures per minute.
enum class TrendKind : std::uint8_t { NotWell, Failures };
void addTrend(Composer& composer, const QRectF& area, const std::vector<TrendColumn>& columns, const Moment& moment,
              TrendKind kind);

/// What happened last, how many alarms that makes, and room at the right for a QR code so wide: that room.
QRectF addRecent(Composer& composer, const QRectF& area, const Moment& moment, double codeWidth);
/// How wide a QR code is: at least 200 pixels (design: product.md).
[[nodiscard]] int codeSide(const Scale& scale);

/// A QR code in whole pixels, and what it is about under it. Nothing where `room` is empty.
void addCode(Composer& composer, const QRectF& room, const QImage& code, const QString& caption);

/// Headings of the groups, names in large tiles, or bars; page `page` of bars; how many pages there are.
int addTileWords(Composer& composer, const TilePlan& plan, const Places& places, const std::vector<PlaceGroup>& groups,
                 const Moment& moment, int page);
/// Where tiles stand within their panel.
[[nodiscard]] QRectF tileArea(const QRectF& panel, const Scale& scale);

} // namespace checkwatch::wall

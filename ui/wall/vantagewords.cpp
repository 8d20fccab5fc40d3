#include "ui/wall/worstwords.h"

namespace checkwatch::wall {
namespace {

using Points = fleet::VantageView::Points;

/// "all 3"; where not everyone knows, of whom that is said.
QString allWords(const fleet::VantageView& view, std::size_t having)
{
    QString all = QStringLiteral("from all %1").arg(view.knowing);
    if (view.knowing == having) {
        return all;
    }
    return all
        + (view.knowing + view.silent == having ? QStringLiteral(" that answer") : QStringLiteral(" that check it"));
}

} // namespace

QString vantageWords(const WorstContext& context, const fleet::ServerRow& row, std::span<const fleet::RowPlace> places)
{
    const fleet::VantageView view = fleet::viewOf(context.snapshot, places);
    const fleet::ServerIdentity& who = view.points == Points::Nothing ? *row.identity : *view.first->identity;
    QString exporter = exporterWords(context, who.job, who.instance);
    switch (view.points) {
    case Points::Nothing: return exporter;
    case Points::Path: return QStringLiteral("from %1 only: the path").arg(exporter);
    case Points::Server: return allWords(view, places.size()) + QStringLiteral(": the server");
    case Points::Some:
        return view.failing == 1 ? QStringLiteral("so far from %1 only").arg(exporter)
                                 : QStringLiteral("from %1 of %2").arg(view.failing).arg(view.knowing);
    }
    return exporter;
}

} // namespace checkwatch::wall

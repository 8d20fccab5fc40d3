#include "ui/wall/wordparts.h"

#include <algorithm>

namespace checkwatch::wall {

QString joined(const QStringList& parts)
{
    QStringList filled;
    std::ranges::copy_if(parts, std::back_inserter(filled), [](const QString& part) { return !part.isEmpty(); });
    return filled.join(QStringLiteral(" · "));
}

QString countedWords(bool counted)
{
    return counted ? QString() : QStringLiteral("not in the verdict");
}

double progressOf(const WorstContext& context, const fleet::AlertRow* alert)
{
    if (alert == nullptr || alert->phase != fleet::AlertPhase::Pending || alert->firesAt <= alert->alert.activeAt) {
        return 0.25;
    }
    return static_cast<double>((context.now - alert->alert.activeAt).count())
        / static_cast<double>((alert->firesAt - alert->alert.activeAt).count());
}

} // namespace checkwatch::wall

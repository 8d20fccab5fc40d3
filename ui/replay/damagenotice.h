#pragma once

#include "ui/replay/noticeline.h"

#include <string>
#include <vector>

namespace checkwatch::replay {

/// Says once that the recording is damaged, and on request where. Hidden while it is whole. GUI thread.
class DamageNotice : public NoticeLine
{
    Q_OBJECT

public:
    explicit DamageNotice(QWidget* parent = nullptr);

    /// `damage`: one line each, for who wants to know where.
    void setDamage(const QString& words, const std::vector<std::string>& damage);

private:
    void showPlaces();

    std::vector<std::string> m_damage;
};

} // namespace checkwatch::replay

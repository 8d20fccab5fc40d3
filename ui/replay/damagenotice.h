#pragma once

#include <QWidget>

#include <string>
#include <vector>

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::replay {

/// A line under the banner that says once that the recording is damaged, until it is closed. Hidden while it is whole. GUI
/// thread.
class DamageNotice : public QWidget
{
    Q_OBJECT

public:
    explicit DamageNotice(QWidget* parent = nullptr);

    /// `damage`: one line each, for who wants to know where.
    void setDamage(const QString& words, const std::vector<std::string>& damage);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showPlaces();

    common::PlainLabel* m_words;
    std::vector<std::string> m_damage;
};

} // namespace checkwatch::replay

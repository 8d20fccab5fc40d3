#pragma once

#include "models/fleet/snapshot.h"

#include <QObject>

#include <vector>

class QAction;

namespace checkwatch::workstation {

/// What is selected in the window, with the way back and forward. Owns the two actions. GUI thread.
class Selection : public QObject
{
    Q_OBJECT

public:
    /// A server, or an alert that names none.
    struct Choice
    {
        fleet::ServerId server = fleet::noServer;
        std::uint64_t alert = 0;
        bool operator==(const Choice&) const = default;
        [[nodiscard]] bool isEmpty() const { return server == fleet::noServer && alert == 0; }
    };

    explicit Selection(QObject* parent = nullptr);

    [[nodiscard]] const Choice& current() const { return m_current; }
    /// Nothing happens where it is selected already.
    void select(const Choice& choice);
    void back();
    void forward();
    [[nodiscard]] QAction* backAction() const { return m_back; }
    [[nodiscard]] QAction* forwardAction() const { return m_forward; }

Q_SIGNALS:
    void changed();

private:
    void set(const Choice& choice);

    Choice m_current;
    std::vector<Choice> m_past;
    std::vector<Choice> m_future;
    QAction* m_back;
    QAction* m_forward;
};

} // namespace checkwatch::workstation

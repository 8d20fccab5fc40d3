#include "ui/workstation/selection.h"

#include <QAction>

namespace checkwatch::workstation {

namespace {
constexpr std::size_t kept = 100;
}

Selection::Selection(QObject* parent)
    : QObject(parent), m_back(new QAction(QStringLiteral("Back"), this)),
      m_forward(new QAction(QStringLiteral("Forward"), this))
{
    m_back->setShortcut(Qt::ALT | Qt::Key_Left);
    m_forward->setShortcut(Qt::ALT | Qt::Key_Right);
    connect(m_back, &QAction::triggered, this, &Selection::back);
    connect(m_forward, &QAction::triggered, this, &Selection::forward);
    set({});
}

void Selection::select(const Choice& choice)
{
    if (choice == m_current)
        return;
    if (!m_current.isEmpty())
        m_past.push_back(m_current);
    if (m_past.size() > kept)
        m_past.erase(m_past.begin());
    m_future.clear();
    set(choice);
}

void Selection::back()
{
    if (m_past.empty())
        return;
    m_future.push_back(m_current);
    const Choice choice = m_past.back();
    m_past.pop_back();
    set(choice);
}

void Selection::forward()
{
    if (m_future.empty())
        return;
    m_past.push_back(m_current);
    const Choice choice = m_future.back();
    m_future.pop_back();
    set(choice);
}

void Selection::set(const Choice& choice)
{
    m_current = choice;
    m_back->setEnabled(!m_past.empty());
    m_forward->setEnabled(!m_future.empty());
    Q_EMIT changed();
}

} // namespace checkwatch::workstation

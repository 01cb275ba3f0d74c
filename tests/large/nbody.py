"""Gravitational N-body simulation of a small planetary system.

Units: astronomical units, years and solar masses, so that G = 4 pi^2. The equations of motion are integrated with the
kick-drift-kick leapfrog scheme, which is symplectic: the energy error stays bounded.

Example
-------
>>> system = sun_and_planets()
>>> integrator = Leapfrog(system, dt=0.01)
>>> integrator.run(100)
>>> abs(system.total_energy() / integrator.initial_energy - 1) < 1e-3
True
"""

import itertools

import numpy as np

G = 4 * np.pi**2


class Body:
    """A point mass that moves under gravity."""

    def __init__(self, name, mass, position, velocity):
        self.name = name
        self.mass = mass
        self.position = np.array(position, dtype=float)
        self.velocity = np.array(velocity, dtype=float)
        self.acceleration = np.zeros(3)

    def __repr__(self):
        return f"Body({self.name!r}, mass={self.mass:g})"

    @property
    def momentum(self):
        return self.mass * self.velocity

    @property
    def kinetic_energy(self):
        return 0.5 * self.mass * np.dot(self.velocity, self.velocity)

    def separation(self, other):
        """Vector that points from this body to the other one."""
        return other.position - self.position

    def kick(self, dt):
        self.velocity += dt * self.acceleration

    def drift(self, dt):
        self.position += dt * self.velocity


class System:
    """A collection of bodies and the forces between them."""

    def __init__(self, bodies, softening=0.0):
        self.bodies = list(bodies)
        self.softening = softening
        self.time = 0.0

    def __len__(self):
        return len(self.bodies)

    def __getitem__(self, index):
        return self.bodies[index]

    def pairs(self):
        return itertools.combinations(self.bodies, 2)

    def total_mass(self):
        return sum(body.mass for body in self.bodies)

    def center_of_mass(self):
        weighted = np.zeros(3)
        for body in self.bodies:
            weighted += body.mass * body.position
        return weighted / self.total_mass()

    def total_momentum(self):
        return sum((body.momentum for body in self.bodies), np.zeros(3))

    def kinetic_energy(self):
        return sum(body.kinetic_energy for body in self.bodies)

    def potential_energy(self):
        energy = 0.0
        for a, b in self.pairs():
            distance = np.sqrt(np.sum(a.separation(b) ** 2) + self.softening**2)
            energy -= G * a.mass * b.mass / distance
        return energy

    def total_energy(self):
        return self.kinetic_energy() + self.potential_energy()

    def angular_momentum(self):
        total = np.zeros(3)
        for body in self.bodies:
            total += np.cross(body.position, body.momentum)
        return total

    def to_center_of_mass_frame(self):
        """Shift positions and velocities so that the center of mass rests at the origin."""
        center = self.center_of_mass()
        drift = self.total_momentum() / self.total_mass()
        for body in self.bodies:
            body.position -= center
            body.velocity -= drift

    def update_accelerations(self):
        """Sum the pairwise forces; Newton's third law halves the work."""
        for body in self.bodies:
            body.acceleration[:] = 0.0
        for i in range(len(self)):
            a = self.bodies[i]
            for j in range(i + 1, len(self)):
                b = self.bodies[j]
                r = a.separation(b)
                r3 = (np.dot(r, r) + self.softening**2) ** 1.5
                a.acceleration += G * b.mass / r3 * r
                b.acceleration -= G * a.mass / r3 * r


class Integrator:
    """Base class: advances a system by fixed time steps and remembers the energy."""

    def __init__(self, system, dt):
        self.system = system
        self.dt = dt
        self.steps = 0
        self.initial_energy = system.total_energy()
        self.energies = [self.initial_energy]

    def step(self):
        raise NotImplementedError

    def run(self, n_steps):
        for _ in range(n_steps):
            self.step()
            self.steps += 1
            self.system.time += self.dt
            self.energies.append(self.system.total_energy())

    def relative_energy_error(self):
        return (self.energies[-1] - self.initial_energy) / abs(self.initial_energy)


class Leapfrog(Integrator):
    """Kick-drift-kick leapfrog, second order and symplectic."""

    def __init__(self, system, dt):
        super().__init__(system, dt)
        system.update_accelerations()

    def step(self):
        for body in self.system.bodies:
            body.kick(0.5 * self.dt)
            body.drift(self.dt)
        self.system.update_accelerations()
        for body in self.system.bodies:
            body.kick(0.5 * self.dt)


class Euler(Integrator):
    """Explicit Euler, for comparison only."""

    def step(self):
        self.system.update_accelerations()
        for body in self.system.bodies:
            body.drift(self.dt)
            body.kick(self.dt)


NAMES = ("sun", "inner", "outer", "comet")
MASSES = np.array([1.0, 0.02, 0.04, 0.001])
POSITIONS = np.array([[0.0, 0.0, 0.0], [1.0, 0.1, 0.02], [-1.9, 0.4, -0.1], [0.3, 2.8, 0.5]])
VELOCITIES = np.array([[0.0, 0.0, 0.0], [-0.6, 6.1, 0.1], [-1.0, -4.2, 0.2], [3.1, 0.2, -0.4]])


def make_system(masses, positions, velocities, softening=0.05):
    """A system in its center-of-mass frame from arrays of shape (n,), (n, 3) and (n, 3)."""
    bodies = []
    for name, mass, position, velocity in zip(NAMES, masses, positions, velocities):
        bodies.append(Body(name, mass, position, velocity))
    system = System(bodies, softening=softening)
    system.to_center_of_mass_frame()
    return system


def sun_and_planets():
    return make_system(MASSES, POSITIONS, VELOCITIES)


def energy_error(masses, velocities, n_steps=20, dt=0.02):
    """Relative energy error of a leapfrog run, in percent."""
    system = make_system(masses, POSITIONS, velocities)
    integrator = Leapfrog(system, dt)
    integrator.run(n_steps)
    return 100 * integrator.relative_energy_error()


def final_position(masses, positions, velocities, which=3, n_steps=20, dt=0.02):
    """Where one body is at the end, relative to the sun."""
    system = make_system(masses, positions, velocities)
    Leapfrog(system, dt).run(n_steps)
    return system[0].separation(system[which])


def euler_position(masses, velocities, n_steps=12, dt=0.02):
    """The comet's position by the crude integrator."""
    system = make_system(masses, POSITIONS, velocities)
    integrator = Euler(system, dt)
    integrator.run(n_steps)
    return system[-1].position


def miss_distance(system, target, n_steps=20, dt=0.02):
    """Squared distance of the comet from a target after a run; the system is advanced in place."""
    integrator = Leapfrog(system, dt)
    integrator.run(n_steps)
    offset = system.bodies[-1].position - target
    return np.dot(offset, offset)

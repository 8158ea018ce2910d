import type { Naming } from './places';

const words = (text: string): readonly string[] => text.split(' ');

/** Given and family names by the part of the world an office is in. */
export const NAMES: Readonly<Record<Naming, { given: readonly string[]; family: readonly string[] }>> = {
  english: {
    given: words(
      'Abigail Adam Aisha Alan Amelia Andre Angela Benjamin Beth Brian Caleb Carmen Charlotte Chloe Colin Daniel Darius Deborah Dominic Edward Eleanor Elijah Emma Ethan Fiona Frances Gareth George Grace Hannah Harriet Harvey Imani Isaac Isla Jack Jasmine Jerome Joanna Joseph Keisha Kevin Laura Leah Liam Lucas Malik Maria Martha Megan Miguel Naomi Nathan Nina Noah Olivia Omar Owen Patrick Phoebe Rachel Rafael Rebecca Rosa Ruby Samuel Sarah Sean Simone Sofia Stella Tariq Thomas Tyler Victor Violet Walter Wendy William Zara Zoe',
    ),
    family: words(
      'Abbott Adeyemi Alvarez Anderson Baker Barnes Bennett Blake Brooks Burton Campbell Carter Castillo Chapman Clarke Cole Cooper Cruz Davies Dawson Diaz Doyle Edwards Ellis Evans Fisher Flores Foster Freeman Garcia Gibson Gordon Graham Grant Griffin Hamilton Harper Hayes Henderson Hughes Hunt Jackson Jensen Johnson Kelly Kennedy Khan Knight Lawrence Lewis Lopez Marsh Martin Mason Mitchell Morales Morgan Murphy Murray Nolan Okafor Ortiz Owens Palmer Parker Patterson Perry Price Quinn Ramirez Reed Reynolds Rivera Robinson Rogers Russell Sanders Shaw Simmons Spencer Stone Sullivan Taylor Torres Turner Walsh Ward Washington Watson Webb West Wood Wright Young',
    ),
  },
  german: {
    given: words(
      'Anna Annika Benedikt Birgit Christoph Clara Dirk Elif Emilia Fabian Felix Franziska Greta Hannes Heike Ingrid Jana Jonas Julia Katharina Kerstin Lars Lena Lukas Marie Markus Mehmet Nele Nico Paul Petra Ralf Sabine Sebastian Silke Stefan Svenja Theo Uwe Yasemin',
    ),
    family: words(
      'Albrecht Arslan Bauer Becker Brandt Braun Dietrich Engel Fischer Frank Friedrich Graf Hartmann Heinrich Hoffmann Huber Jansen Kaiser Keller Koch Krause Kurz Lang Lehmann Lorenz Maier Meyer Neumann Otto Peters Pohl Richter Roth Sauer Schmitt Schneider Schulz Seidel Simon Vogel Wagner Weber Winter Wolf Yildiz Ziegler',
    ),
  },
  indian: {
    given: words(
      'Aarav Aditi Ajay Amrita Ananya Anil Arjun Deepa Divya Farah Gaurav Harish Ishaan Kavya Kiran Lakshmi Manoj Meera Mohan Naveen Neha Nikhil Pooja Pranav Priya Rahul Rajesh Ritu Rohan Sandhya Sanjay Shreya Suresh Tanvi Varun Vidya Vikram Yusuf',
    ),
    family: words(
      'Agarwal Ahmed Banerjee Bhat Chatterjee Chopra Desai Fernandes Ghosh Gupta Hegde Iyer Jain Joshi Kapoor Kulkarni Kumar Mehta Menon Mishra Nair Pai Patel Pillai Prasad Rao Reddy Saxena Shah Sharma Shetty Singh Srinivasan Thomas Varma Verma Yadav',
    ),
  },
  portuguese: {
    given: words(
      'Adriana Andre Beatriz Bruno Camila Carlos Caio Daniela Eduardo Fabiana Felipe Fernanda Gabriel Gustavo Helena Henrique Isabela Joaquim Juliana Larissa Leandro Luiza Marcelo Mariana Mateus Paula Pedro Rafaela Renata Rodrigo Sofia Thiago Vanessa Vitor',
    ),
    family: words(
      'Almeida Alves Araujo Barbosa Cardoso Carvalho Castro Correia Costa Dias Fernandes Ferreira Gomes Lima Machado Martins Melo Mendes Moreira Nogueira Oliveira Pereira Pinto Ramos Ribeiro Rocha Santos Silva Souza Teixeira Vieira',
    ),
  },
  singaporean: {
    given: words(
      'Aaron Adeline Alvin Amirah Benson Cheryl Daryl Elaine Farid Gerald Hafiz Hui-Min Jia-Hui Jun-Wei Kelvin Li-Ting Marcus Mei-Ling Nadia Priscilla Rachel Serene Siti Suresh Terence Wei-Jie Xin-Yi Yi-Ling Zhi-Hao',
    ),
    family: words(
      'Ang Chan Chen Chew Chia Chong Goh Ho Ismail Koh Kumar Lau Lee Leong Lim Low Ng Ong Rahman Seah Sim Soh Tan Tay Teo Toh Wee Wong Yap Yeo',
    ),
  },
};

/** Departments with their share of the people. */
export const DEPARTMENTS: readonly (readonly [share: number, name: string])[] = [
  [22, 'Engineering'],
  [14, 'Sales'],
  [12, 'Operations'],
  [10, 'Customer Support'],
  [9, 'Finance'],
  [8, 'Marketing'],
  [6, 'Human Resources'],
  [6, 'Information Technology'],
  [5, 'Research'],
  [4, 'Legal'],
  [2, 'Executive Office'],
  [2, 'Security'],
];
